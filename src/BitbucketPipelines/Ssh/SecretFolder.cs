#pragma warning disable RS0030 // These temporary files are read by programs, and are overwritten and removed with the folder.
namespace BitbucketPipelines.Tools;

/// <summary>
/// A temporary folder for programs that need a secret in a file. Only the current user can read it, and it is in memory if the system has
/// such a folder. Disposing this object overwrites and removes the files.
/// </summary>
internal sealed class SecretFolder : IDisposable
{
    public SecretFolder() => Root = Create();

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The path of a file in the folder.</summary>
    public string this[string name] => Path.Combine(Root, name);

    /// <summary>Writes a file that only the current user can read.</summary>
    public string Write(string name, string text)
    {
        string path = this[name];
#if NETSTANDARD2_0
        File.WriteAllText(path, text);
#else
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
#endif
        return path;
    }

    public void Dispose()
    {
        if (!Directory.Exists(Root))
        {
            return;
        }

        foreach (string file in Directory.EnumerateFiles(Root))
        {
            using FileStream stream = File.OpenWrite(file);
            byte[] zeros = new byte[stream.Length];
            stream.Write(zeros, 0, zeros.Length);
            stream.Flush(flushToDisk: true);
        }

        Directory.Delete(Root, recursive: true);
    }

    private static string Create()
    {
        string name = "bb-" + Guid.NewGuid().ToString("n");
        foreach (string parent in Parents())
        {
            try
            {
                return Make(Path.Combine(parent, name));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Not writable: try the next folder.
            }
        }

        return Make(Path.Combine(Path.GetTempPath(), name));
    }

    private static IEnumerable<string> Parents() =>
        Path.DirectorySeparatorChar == '\\'
            ? []
            : new[] { Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), "/dev/shm" }.OfType<string>()
            .Where(p => Path.IsPathRooted(p) && Directory.Exists(p));

    private static string Make(string path)
    {
#if NETSTANDARD2_0
        return Directory.CreateDirectory(path).FullName;
#else
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path).FullName
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
#endif
    }
}
