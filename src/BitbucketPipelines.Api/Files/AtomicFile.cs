#pragma warning disable RS0030 // The one way to write a file.
using System.Text;

namespace BitbucketPipelines.Api;

/// <summary>
/// Writes a file whole or not at all: the bytes go to a temporary file in the same folder, which takes the place of the file once all of
/// them are there. Whatever happens before that leaves the old file as it was, and no temporary file.
/// </summary>
/// <remarks>
/// A symbolic link stays a link: the file that it leads to is replaced. The permissions of a file that is replaced are kept. A device,
/// such as /dev/null, is written to directly, since nothing can take its place.
/// </remarks>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _target;
    private readonly string? _temporary;
    private readonly bool _noClobber;
    private bool _done;

    private AtomicFile(string path, bool noClobber)
    {
        _target = TargetOf(path);
        _noClobber = noClobber;
        if (IsDevice(path))
        {
            Stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            return;
        }

        if (noClobber && File.Exists(_target))
        {
            throw AlreadyThere();
        }

        CheckWritable(_target);
        string folder = Path.GetDirectoryName(_target) ?? "";
        _temporary = Path.Combine(folder, $".{Guid.NewGuid():n}.tmp");
        try
        {
            Stream = Create(_temporary, _target);
        }
        catch (UnauthorizedAccessException e)
        {
            // Nobody knows the name of the temporary file.
            throw new UnauthorizedAccessException($"No file can be made in the folder {folder}.", e);
        }
    }

    /// <summary>Where the bytes go.</summary>
    public FileStream Stream { get; }

    /// <summary>Begins to write a file. Nothing is changed before <see cref="Commit"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="noClobber">Whether a file that is there already is left alone: an <see cref="IOException"/> then.</param>
    /// <exception cref="IOException">It cannot be written: a missing folder, a folder in its place, a full disk.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static AtomicFile Create(string path, bool noClobber = false)
    {
        return new AtomicFile(Path.GetFullPath(path), noClobber);
    }

    /// <summary>Writes a text in one go.</summary>
    public static void Write(string path, string text, Encoding encoding, bool noClobber = false)
    {
        using AtomicFile file = Create(path, noClobber);
        byte[] mark = encoding.GetPreamble();
        byte[] bytes = encoding.GetBytes(text);
        file.Stream.Write(mark, 0, mark.Length);
        file.Stream.Write(bytes, 0, bytes.Length);
        file.Commit();
    }

    /// <summary>The file that a path leads to, through all symbolic links.</summary>
    public static string TargetOf(string path)
    {
#if NETSTANDARD2_0
        return Path.GetFullPath(path);
#else
        return new FileInfo(path).LinkTarget is null
            ? Path.GetFullPath(path)
            : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
#endif
    }

    /// <summary>Has a file that is complete take the place of another one in the same folder.</summary>
    public static void Move(string from, string to, bool noClobber = false)
    {
        string target = TargetOf(to);
        if (noClobber || !File.Exists(target))
        {
            File.Move(from, target);
            return;
        }

#if !NETSTANDARD2_0
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(from, File.GetUnixFileMode(target));
            File.Move(from, target, overwrite: true);
            return;
        }

#endif
        if ((File.GetAttributes(target) & FileAttributes.ReparsePoint) != 0)
        {
            // A link that could not be resolved. The bytes are on the disk already, so little can go wrong.
            File.Copy(from, target, overwrite: true);
            File.Delete(from);
            return;
        }

        // Keeps the permissions of the file that is replaced.
        File.Replace(from, target, null, ignoreMetadataErrors: true);
    }

    /// <summary>Everything is written: the file takes its place.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: _temporary is not null);
        Stream.Dispose();
        if (_temporary is not null)
        {
            Move(_temporary, _target, _noClobber);
        }

        _done = true;
    }

    /// <summary>Without <see cref="Commit"/>, all is as it was.</summary>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // The disk is full: what is still in the buffer is not wanted any more.
        }

        if (!_done && _temporary is not null)
        {
            Delete(_temporary);
        }
    }

    /// <summary>Nothing else than a folder of its own tells a device from a file here.</summary>
    private static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal) && File.Exists(path);

    /// <summary>A file that may not be written is not replaced either, and that shows before anything is fetched for it.</summary>
    private static void CheckWritable(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder.");
        }

        if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder {folder}.");
        }

        if (File.Exists(path))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }
    }

    private static FileStream Create(string temporary, string target)
    {
#if NETSTANDARD2_0
        return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
#else
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            // From the first byte on it is as private as the file that it replaces.
            options.UnixCreateMode = File.GetUnixFileMode(target) | UnixFileMode.UserWrite;
        }

        return new FileStream(temporary, options);
#endif
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It cannot be removed: the error that counts is told.
        }
    }

    private IOException AlreadyThere() => new($"The file {_target} already exists.");
}
