#pragma warning disable RS0030 // The one way to write a file.
using System.Text;

namespace BitbucketPipelines.Api;

/// <summary>
/// Writes a file completely or not at all: the bytes go to a temporary file in the same folder, which replaces the target at the end.
/// After a failure the old file is unchanged and the temporary file is removed.
/// </summary>
/// <remarks>
/// A symbolic link is kept and its target is replaced. The permissions of a replaced file are kept. A device such as /dev/null is written
/// directly, because it cannot be replaced.
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
            // The original message names the temporary file, which the user does not know.
            throw new UnauthorizedAccessException($"No file can be created in the folder {folder}.", e);
        }
    }

    /// <summary>The stream to write to.</summary>
    public FileStream Stream { get; }

    /// <summary>Starts writing a file. The target does not change before <see cref="Commit"/>.</summary>
    /// <param name="path">The path of the target file.</param>
    /// <param name="noClobber">Whether to fail with an <see cref="IOException"/> if the file already exists.</param>
    /// <exception cref="IOException">The file cannot be written: the folder is missing, the path is a folder, or the disk is
    /// full.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file or folder is denied.</exception>
    public static AtomicFile Create(string path, bool noClobber = false)
    {
        return new AtomicFile(Path.GetFullPath(path), noClobber);
    }

    /// <summary>Writes a whole text.</summary>
    public static void Write(string path, string text, Encoding encoding, bool noClobber = false)
    {
        using AtomicFile file = Create(path, noClobber);
        byte[] mark = encoding.GetPreamble();
        byte[] bytes = encoding.GetBytes(text);
        file.Stream.Write(mark, 0, mark.Length);
        file.Stream.Write(bytes, 0, bytes.Length);
        file.Commit();
    }

    /// <summary>
    /// Adds a text to the end of a file that others write to as well, such as the job summary of a build system. Its content is kept, so
    /// there is nothing to replace.
    /// </summary>
    public static void Append(string path, string text)
    {
        byte[] bytes = new UTF8Encoding(false).GetBytes(text);
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(bytes, 0, bytes.Length);
    }

    /// <summary>Resolves all symbolic links of a path.</summary>
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

    /// <summary>Replaces a file with another one of the same folder.</summary>
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
            // The link could not be resolved. The bytes are on the disk already, so a copy is unlikely to fail.
            File.Copy(from, target, overwrite: true);
            File.Delete(from);
            return;
        }

        // File.Replace keeps the permissions of the replaced file.
        File.Replace(from, target, null, ignoreMetadataErrors: true);
    }

    /// <summary>Completes the file: it replaces the target.</summary>
    /// <param name="isRepeatable">
    /// Whether the content can be had again, as with a download. It is then not waited for that the disk has it, which can take longer than
    /// the download: the content is lost when the power fails right after it.
    /// </param>
    public void Commit(bool isRepeatable = false)
    {
        Stream.Flush(flushToDisk: _temporary is not null && !isRepeatable);
        Stream.Dispose();
        if (_temporary is not null)
        {
            Move(_temporary, _target, _noClobber);
        }

        _done = true;
    }

    /// <summary>Without <see cref="Commit"/>, removes the temporary file and leaves the target unchanged.</summary>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // The disk is full, and the buffered bytes are no longer needed.
        }

        if (!_done && _temporary is not null)
        {
            Delete(_temporary);
        }
    }

    /// <summary>Whether the path is a device: here only its folder (/dev) shows that.</summary>
    private static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal) && File.Exists(path);

    /// <summary>Fails early, before anything is read for the file, if it must not be written.</summary>
    public static void CheckWritable(string path)
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
            // As private as the replaced file from the first byte on.
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
            // Removing the temporary file failed; the original error is the one to report.
        }
    }

    private IOException AlreadyThere() => new($"The file {_target} already exists.");
}
