using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>Names of variables: to the letter where they are given plainly, whatever the case where they are given with wildcards.</summary>
internal static class NamePattern
{
    /// <summary>Whether one of the patterns means the name. No patterns mean every name.</summary>
    public static bool Any(string[]? patterns, string? name) => patterns is null || patterns.Any(p => Matches(p, name ?? ""));

    private static bool Matches(string pattern, string name) => WildcardPattern.ContainsWildcardCharacters(pattern)
        ? new WildcardPattern(pattern, WildcardOptions.IgnoreCase).IsMatch(name)
        : pattern == name;
}
