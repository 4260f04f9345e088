using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>Patterns with the wildcards of PowerShell. Upper and lower case are the same.</summary>
internal static class Wildcard
{
    /// <summary>Reads a pattern.</summary>
    /// <exception cref="ErrorRecordException">It is not valid.</exception>
    public static WildcardPattern Parse(string pattern)
    {
        WildcardPattern parsed = New(pattern);
        // The engine reads the pattern when it is first used.
        _ = IsMatch(parsed, "", pattern);
        return parsed;
    }

    /// <summary>Whether a text matches a pattern.</summary>
    /// <exception cref="ErrorRecordException">The pattern is not valid.</exception>
    public static bool IsMatch(string pattern, string? text) => IsMatch(New(pattern), text ?? "", pattern);

    /// <summary>Throws if one of the names is a pattern that is not valid, before anything is read.</summary>
    /// <exception cref="ErrorRecordException">A pattern is not valid.</exception>
    public static void Check(IEnumerable<string> names)
    {
        foreach (string name in names.Where(WildcardPattern.ContainsWildcardCharacters))
        {
            _ = Parse(name);
        }
    }

    private static bool IsMatch(WildcardPattern parsed, string text, string pattern) => ErrorMap.Run(
        () => parsed.IsMatch(text), e => Errors.InvalidWildcard(e, pattern), terminating: true);

#pragma warning disable RS0030 // Here is said what is wrong with a pattern.
    private static WildcardPattern New(string pattern) => new(pattern, WildcardOptions.IgnoreCase);
#pragma warning restore RS0030
}
