using System.Runtime.CompilerServices;

namespace BitbucketPipelines.Tests.Conventions;

/// <summary>Where the sources and the built module are.</summary>
internal static class Places
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", ".."));

    public static string Module { get; } = Path.Combine(Root, "out", "BitbucketPipelines");

    /// <summary>The C# files below a folder of src, without what the build made.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, "src", folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"));

    private static string Here([CallerFilePath] string path = "") => path;
}
