namespace BitbucketPipelines.Help;

/// <summary>Writes files that are kept under version control. A build system must find them as they would be written.</summary>
/// <param name="isChecking">Whether files are compared instead of written.</param>
internal sealed class GeneratedFiles(bool isChecking)
{
    private readonly List<Problem> _problems = [];

    /// <summary>The files that are not up to date.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Writes a file, unless it has this text already: its time stamp then stays.</summary>
    public void Write(string path, string text)
    {
        if (File.Exists(path) && File.ReadAllText(path).Replace("\r\n", "\n") == text)
        {
            return;
        }

        if (isChecking)
        {
            Add(path);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, text);
    }

    /// <summary>Writes all Markdown files of a folder, and removes the others.</summary>
    public void WriteAll(string folder, IReadOnlyDictionary<string, string> texts)
    {
        foreach ((string name, string text) in texts)
        {
            Write(Path.Combine(folder, name), text);
        }

        foreach (string other in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.md") : [])
        {
            if (texts.ContainsKey(Path.GetFileName(other)))
            {
                continue;
            }

            if (isChecking)
            {
                Add(other);
            }
            else
            {
                File.Delete(other);
            }
        }
    }

    private void Add(string path) => _problems.Add(new Problem(
        path, "HELP14",
        "The file is not what the help says now. Build without CI in the environment, look at the difference, and commit it."));
}
