using System.Text.RegularExpressions;

namespace BitbucketPipelines;

/// <summary>Resolves host aliases of an ssh configuration: <c>Host work</c> with <c>HostName bitbucket.org</c>.</summary>
internal static class SshAliases
{
    /// <summary>The host of an alias, or null. As in ssh, the first match wins.</summary>
    public static string? HostName(string config, string alias)
    {
        bool applies = true;
        foreach (string raw in config.Split('\n'))
        {
            Match line = Regex.Match(raw, @"^\s*(?<word>[A-Za-z]+)(?:\s*=\s*|\s+)(?<rest>.*?)\s*$");
            string rest = line.Groups["rest"].Value.Trim('"');
            switch (line.Groups["word"].Value.ToUpperInvariant())
            {
                case "HOST":
                    string[] patterns = [.. rest.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(p => p.Trim('"'))];
                    applies = patterns.Any(p => p[0] != '!' && Matches(p, alias))
                        && !patterns.Any(p => p[0] == '!' && Matches(p.Substring(1), alias));
                    break;
                case "MATCH":
                    applies = rest.Equals("all", StringComparison.OrdinalIgnoreCase);
                    break;
                case "HOSTNAME" when applies:
                    return rest.Replace("%h", alias).Replace("%%", "%");
                default:
                    break;
            }
        }

        return null;
    }

    private static bool Matches(string pattern, string alias)
    {
        string regex = Regex.Escape(pattern).Replace(@"\*", ".*").Replace(@"\?", ".");
        return Regex.IsMatch(alias, $"^{regex}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }
}
