using System.Text.RegularExpressions;

namespace BitbucketPipelines.Help;

/// <summary>Finds the ids of errors in the sources. They all come from ErrorRecords, which has them as literals.</summary>
internal static partial class ErrorIds
{
    /// <summary>Each id, with its category where that stands beside it; null where the status of the answer decides.</summary>
    public static IReadOnlyDictionary<string, string?> Read(SourceFolder sources)
    {
        var ids = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (string file in sources.Files)
        {
            string source = File.ReadAllText(file);
            foreach (Match match in WithCategory().Matches(source))
            {
                ids[match.Groups[1].Value] = match.Groups[2].Value;
            }

            foreach (Match match in OfACmdlet().Matches(source))
            {
                ids[match.Groups[1].Value] = "InvalidArgument";
            }

            if (Path.GetFileName(file).StartsWith("ErrorRecords", StringComparison.Ordinal))
            {
                foreach (Match match in Alone().Matches(source))
                {
                    ids.TryAdd(match.Groups[1].Value, null);
                }
            }
        }

        return ids;
    }

    [GeneratedRegex("""
        "([A-Z][A-Za-z]+)",\s*ErrorCategory\.(\w+)
        """)]
    private static partial Regex WithCategory();

    [GeneratedRegex("""
        InvalidArgument\(\s*"([A-Z][A-Za-z]+)"
        """)]
    private static partial Regex OfACmdlet();

    /// <summary>The first of a pair of id and advice: a literal of two or more capitalised words in one.</summary>
    [GeneratedRegex("""
        \("((?:[A-Z][a-z]+){2,})",
        """)]
    private static partial Regex Alone();
}
