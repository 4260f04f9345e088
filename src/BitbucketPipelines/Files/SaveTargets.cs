namespace BitbucketPipelines;

/// <summary>Where the files of one call go: into one file, or into a folder under names of their own.</summary>
/// <param name="outFile">What -OutFile says: a file, or a folder; null for the current folder.</param>
/// <param name="currentFolder">The current folder.</param>
/// <param name="resolve">Makes a whole path of one of PowerShell.</param>
/// <param name="noClobber">Whether no file is replaced.</param>
/// <param name="force">Whether a file that is read-only is replaced, too.</param>
internal sealed class SaveTargets(string? outFile, string currentFolder, Func<string, string> resolve, bool noClobber, bool force)
{
    // File systems may not mind the letter case.
    private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether each file gets a name of its own.</summary>
    public bool IsFolder => outFile is null || outFile.EndsWith("/", StringComparison.Ordinal)
        || outFile.EndsWith("\\", StringComparison.Ordinal) || Directory.Exists(resolve(outFile));

    /// <summary>The path of the next file. What would keep the file from its place is found before anything is downloaded.</summary>
    /// <param name="name">The name of the file, where it goes into a folder.</param>
    public string Take(string name)
    {
        string path = PathOf(name);
        if (_written.Contains(path))
        {
            throw new ErrorRecordException(
                ErrorRecords.CacheFileTaken(path, $"{path} was already written for another cache in this call."));
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

    /// <summary>Notes that a file was written: no other one may take its place.</summary>
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
            throw new ErrorRecordException(ErrorRecords.FileExists(path));
        }

        FileAttributes attributes = File.GetAttributes(path);
        if (attributes.HasFlag(FileAttributes.ReadOnly))
        {
            File.SetAttributes(path, force ? attributes & ~FileAttributes.ReadOnly
                : throw new UnauthorizedAccessException($"{path} is read-only. Use -Force to replace it."));
        }
    }
}
