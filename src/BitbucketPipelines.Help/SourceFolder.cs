namespace BitbucketPipelines.Help;

/// <summary>The folder of the cmdlets' sources, to say where a problem is.</summary>
internal sealed class SourceFolder(string path)
{
    private readonly string _path = Path.GetFullPath(path);

    /// <summary>The folder of the about topics.</summary>
    public string Help => Path.Combine(_path, "en-US");

    /// <summary>All C# files.</summary>
    public IEnumerable<string> Files =>
        Directory.EnumerateFiles(_path, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>The file of a type: one type, one file, of the same name.</summary>
    public string FileOf(Type type) => Files.FirstOrDefault(f => Path.GetFileNameWithoutExtension(f) == type.Name) ?? _path;
}
