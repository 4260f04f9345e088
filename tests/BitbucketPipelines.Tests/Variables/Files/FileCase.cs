using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Variables;

/// <summary>What the tests of files share.</summary>
internal static class FileCase
{
    /// <summary>The entries as lines of <c>line NAME [value] secured</c>, easy to compare and to read.</summary>
    public static string[] Show(IEnumerable<VariableEntry> entries) =>
        [.. entries.Select(e => $"{e.Line} {e.Name} {(e.Value is null ? "-" : $"[{e.Value}]")} {e.Secured?.ToString() ?? "-"}")];

    public static void Reads(VariableFormat format, string text, params string[] expected) =>
        Assert.Equal(expected, Show(VariableFile.Read(text, format)));

    /// <summary>Asserts the lines of all problems, and words of the first.</summary>
    public static void Fails(VariableFormat format, string text, int[] lines, string words)
    {
        var e = Assert.Throws<VariableFileException>(() => VariableFile.Read(text, format));
        Assert.Equal(lines, e.Problems.Select(p => p.Line));
        Assert.Contains(words, e.Problems[0].Message, StringComparison.Ordinal);
        Assert.All(e.Problems, p => Assert.Contains(p.ToString(), e.Message, StringComparison.Ordinal));
    }
}
