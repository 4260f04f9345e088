using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Variables;

/// <summary>Helpers for the tests of variable files.</summary>
internal static class FileCase
{
    /// <summary>Formats entries as lines <c>line NAME [value] secured</c>, which are easy to compare.</summary>
    public static string[] Show(IEnumerable<VariableEntry> entries) =>
        [.. entries.Select(e => $"{e.Line} {e.Name} {(e.Value is null ? "-" : $"[{e.Value}]")} {e.Secured?.ToString() ?? "-"}")];

    public static void Reads(VariableFormat format, string text, params string[] expected) =>
        Assert.Equal(expected, Show(VariableFile.Read(text, format)));

    /// <summary>Asserts the line numbers of all problems, and some words of the first one.</summary>
    public static void Fails(VariableFormat format, string text, int[] lines, string words)
    {
        var e = Assert.Throws<VariableFileException>(() => VariableFile.Read(text, format));
        Assert.Equal(lines, e.Problems.Select(p => p.Line));
        Assert.Contains(words, e.Problems[0].Message, StringComparison.Ordinal);
        Assert.All(e.Problems, p => Assert.Contains(p.ToString(), e.Message, StringComparison.Ordinal));
    }
}
