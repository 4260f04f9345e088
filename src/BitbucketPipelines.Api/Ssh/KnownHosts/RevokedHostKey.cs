using System.Security.Cryptography;
using System.Text;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>A line <c>@revoked</c> of a known_hosts file: a key that is not to be trusted, for the hosts that its patterns mean.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Patterns">The first field: names, patterns with * and ?, exceptions with !, hashed names.</param>
/// <param name="Key">The key.</param>
internal sealed record RevokedHostKey(int Line, string Patterns, SshPublicKey Key)
{
    private const string HashMark = "|1|";

    /// <summary>
    /// Whether it takes trust away from a key of a host. A pattern that names the host without its port means every port: a key that is
    /// known to be lost is better refused once too often.
    /// </summary>
    public bool Means(string host, SshPublicKey? key)
    {
        if (!Key.Equals(key))
        {
            return false;
        }

        string[] names = NamesOf(host);
        string[] patterns = Patterns.Split([','], StringSplitOptions.RemoveEmptyEntries);
        return !patterns.Any(p => p[0] == '!' && Matches(p.Substring(1), names[0]))
            && patterns.Any(p => names.Any(name => Matches(p, name)));
    }

    /// <summary>The name as known_hosts has it, and without the port.</summary>
    private static string[] NamesOf(string host)
    {
        string name = SshHostName.Canonical(host).ToLowerInvariant();
        int close = name.IndexOf(']');
        return name.Length > 0 && name[0] == '[' && close > 0 ? [name, name.Substring(1, close - 1)] : [name];
    }

    private static bool Matches(string pattern, string name) => pattern.StartsWith(HashMark, StringComparison.Ordinal)
        ? IsHashOf(pattern, name)
        : MatchesWildcards(pattern.ToLowerInvariant(), name);

    /// <summary>Whether <c>|1|salt|hash</c> is the hash of a name.</summary>
    private static bool IsHashOf(string hashed, string name)
    {
        string[] parts = hashed.Substring(HashMark.Length).Split('|');
        try
        {
#pragma warning disable CA5350 // OpenSSH has it so. It hides names, and protects nothing.
            using var hash = new HMACSHA1(Convert.FromBase64String(parts[0]));
#pragma warning restore CA5350
            return parts.Length == 2 && hash.ComputeHash(Encoding.UTF8.GetBytes(name)).SequenceEqual(Convert.FromBase64String(parts[1]));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>As OpenSSH matches: * is any number of characters, ? is one, brackets are themselves.</summary>
    private static bool MatchesWildcards(string pattern, string name)
    {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, resume) = (p++, n);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                (p, n) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return pattern.Skip(p).All(c => c == '*');
    }
}
