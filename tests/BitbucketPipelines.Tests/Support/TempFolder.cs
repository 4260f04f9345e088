namespace BitbucketPipelines.Tests;

/// <summary>A temporary folder for one test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("bbtest").FullName;

    public string[] Files => [.. Directory.EnumerateFiles(Path).Select(f => System.IO.Path.GetFileName(f)).Order()];

    public string File(string name, string? text = null)
    {
        string file = System.IO.Path.Combine(Path, name);
        if (text is not null)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            System.IO.File.WriteAllText(file, text);
        }

        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
