using System.Text.RegularExpressions;

namespace BitbucketPipelines.Help;

/// <summary>Finds names of our cmdlets in a text.</summary>
internal static partial class CmdletNames
{
    public static IEnumerable<string> In(string text) => Name().Matches(text).Select(m => m.Value);

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+-Bb[A-Za-z]+\b")]
    private static partial Regex Name();
}
