using System.Management.Automation;
using System.Text.RegularExpressions;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines;

/// <summary>Picks known hosts by name, where <c>[git.example.com]:7999</c> is a name though it looks like a pattern.</summary>
internal static class KnownHostPick
{
    /// <summary>The hosts that are meant, in the order of the list; all when nothing is asked for.</summary>
    public static IReadOnlyList<KnownHost> From(IReadOnlyList<KnownHost> all, string[]? names, string[]? uuids, Action<string> missing)
    {
        string[]? known = names is null ? null : [.. names.Select(n => KnownHostPlan.Find(all, n)?.Name ?? n)];
        foreach (string name in (known ?? []).Where(n => IsHostAndPort(n) && KnownHostPlan.Find(all, n) is null))
        {
            missing(name);
        }

        known = known is null ? null : [.. known.Where(n => !IsHostAndPort(n) || KnownHostPlan.Find(all, n) is not null)];
        return ItemPick.From(all, known, uuids, h => h.Name, h => h.Uuid, missing);
    }

    /// <summary>Whether one of the patterns means the name. No patterns mean every name.</summary>
    public static bool Any(string[]? patterns, string name) => patterns is null || patterns.Any(p =>
        SshHostName.Same(p, name) || (IsPattern(p) && new WildcardPattern(p, WildcardOptions.IgnoreCase).IsMatch(name)));

    /// <summary>Whether a name stands for any number of hosts, none included.</summary>
    public static bool IsPattern(string name) => WildcardPattern.ContainsWildcardCharacters(name) && !IsHostAndPort(name);

    private static bool IsHostAndPort(string name) => Regex.IsMatch(name, @"^\[[^\[\]*?]+\]:\d+$");
}
