using System.Security.Cryptography;
using System.Text;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>An <c>@revoked</c> line of a known_hosts file: a key that must not be trusted for the matching hosts.</summary>
/// <param name="Line">The line number, from 1.</param>
/// <param name="Patterns">The first field: names, patterns with * and ?, exceptions with !, and hashed names.</param>
/// <param name="Key">The revoked key.</param>
internal sealed record RevokedHostKey(int Line, string Patterns, SshPublicKey Key)
{
    private const string HashMark = "|1|";

    /// <summary>
    /// Whether the line revokes the key of the host. A pattern without a port matches every port, because trusting a compromised key is
    /// worse than refusing too many.
    /// </summary>
    public bool AppliesTo(string host, SshPublicKey? key)
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

    /// <summary>The name in known_hosts format, with and without the port.</summary>
    private static string[] NamesOf(string host)
    {
        string name = SshHostName.Canonical(host).ToLowerInvariant();
        int close = name.IndexOf(']');
        return name.Length > 0 && name[0] == '[' && close > 0 ? [name, name.Substring(1, close - 1)] : [name];
    }

    private static bool Matches(string pattern, string name) => pattern.StartsWith(HashMark, StringComparison.Ordinal)
        ? IsHashOf(pattern, name)
        : MatchesWildcards(pattern.ToLowerInvariant(), name);

    /// <summary>Whether <c>|1|salt|hash</c> is the hash of the name.</summary>
    private static bool IsHashOf(string hashed, string name)
    {
        string[] parts = hashed.Substring(HashMark.Length).Split('|');
        try
        {
#pragma warning disable CA5350 // The format of OpenSSH requires SHA-1. It only hides names.
            using var hash = new HMACSHA1(Convert.FromBase64String(parts[0]));
#pragma warning restore CA5350
            return parts.Length == 2 && hash.ComputeHash(Encoding.UTF8.GetBytes(name)).SequenceEqual(Convert.FromBase64String(parts[1]));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Matches like OpenSSH: * is any number of characters, ? is one character, brackets are literal.</summary>
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
