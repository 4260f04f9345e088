namespace BitbucketPipelines;

/// <summary>Determines the paths of the files that a call saves: one file, or a folder with one file per item.</summary>
/// <param name="outFile">The value of -OutFile: a file or a folder; null for the current folder.</param>
/// <param name="currentFolder">The current folder.</param>
/// <param name="resolve">Resolves a PowerShell path to a full path.</param>
/// <param name="noClobber">Whether an existing file is an error.</param>
/// <param name="force">Whether read-only files are replaced, too.</param>
internal sealed class SaveTargets(string? outFile, string currentFolder, Func<string, string> resolve, bool noClobber, bool force)
{
    // The names of files may not be case-sensitive.
    private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the files are saved in a folder.</summary>
    public bool IsFolder => outFile is null || outFile.EndsWith("/", StringComparison.Ordinal)
        || outFile.EndsWith("\\", StringComparison.Ordinal) || Directory.Exists(resolve(outFile));

    /// <summary>
    /// Gets the path of the next file. Throws an error, before anything is downloaded, if the file cannot be saved there.
    /// </summary>
    /// <param name="name">The name of the file in a folder.</param>
    public string Take(string name)
    {
        string path = PathOf(name);
        if (_written.Contains(path))
        {
            throw new ErrorRecordException(
                Errors.CacheFileTaken(path, $"{path} was already written for another cache in this call."));
        }

        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder.");
        }

        if (File.Exists(path))
        {
            MakeReplaceable(path);
        }

        return path;
    }

    /// <summary>Remembers that a file was written, so that no other one replaces it.</summary>
    public void Note(string path) => _written.Add(path);

    private string PathOf(string name)
    {
        if (outFile is null)
        {
            return Path.Combine(currentFolder, name);
        }

        string path = resolve(outFile);
        if (!IsFolder)
        {
            return path;
        }

        Directory.CreateDirectory(path);
        return Path.Combine(path, name);
    }

    private void MakeReplaceable(string path)
    {
        if (noClobber)
        {
            throw new ErrorRecordException(Errors.FileExists(path));
        }

        FileAttributes attributes = File.GetAttributes(path);
        if (attributes.HasFlag(FileAttributes.ReadOnly))
        {
            File.SetAttributes(path, force ? attributes & ~FileAttributes.ReadOnly
                : throw new UnauthorizedAccessException($"{path} is read-only. Use -Force to replace it."));
        }
    }
}
