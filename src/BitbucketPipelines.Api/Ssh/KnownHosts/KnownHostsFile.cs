using System.Text;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>Reads and writes known_hosts files of OpenSSH.</summary>
internal static class KnownHostsFile
{
    private const int MaxShownLength = 60;

    /// <summary>
    /// Parses a file into one item per host of each line. Skips comments and blank lines; other lines that cannot be imported give an item
    /// with the reason. A key that the file revokes is not imported from any line.
    /// </summary>
    public static IReadOnlyList<KnownHostLine> Read(string text)
    {
        var items = new List<KnownHostLine>();
        string[] lines = text.TrimStart('\uFEFF').Replace("\r\n", "\n").Replace('\r', '\n').Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length > 0 && line[0] != '#')
            {
                items.AddRange(ReadLine(i + 1, line));
            }
        }

        RevokedHostKey[] revoked = [.. items.Select(item => item.Revokes).OfType<RevokedHostKey>()];
        return [.. items.Select(item => Array.Find(revoked, r => r.AppliesTo(item.Name, item.Key)) is { } by
            ? item with
            {
                Key = null,
                Problem = FormattableString.Invariant(
                    $"The file revokes this key ({by.Key.KeyType} {by.Key.Fingerprint}) on line {by.Line}: it must not be trusted."),
            }
            : item)];
    }

    /// <summary>Writes a file sorted by name. The names must be valid: see <see cref="CanWrite"/>.</summary>
    public static string Write(IEnumerable<(string Name, SshPublicKey Key)> hosts)
    {
        var text = new StringBuilder();
        foreach ((string name, SshPublicKey key) in hosts
            .Select(h => (Name: SshHostName.Canonical(h.Name), h.Key))
            .GroupBy(h => (h.Name.ToUpperInvariant(), h.Key.Key)).Select(same => same.First())
            .OrderBy(h => h.Name, StringComparer.OrdinalIgnoreCase).ThenBy(h => h.Key.KeyType, StringComparer.Ordinal)
            .ThenBy(h => h.Key.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append(' ').Append(key.Text).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The name and key to write for a known host; null when the name or the key is invalid.</summary>
    public static (string Name, SshPublicKey Key)? TryGetEntry(KnownHost host) =>
        host.ParsedKey is { } key && CanWrite(host.Name ?? "") ? (host.Name!, key) : null;

    /// <summary>Whether the name is valid in a line of the file.</summary>
    public static bool CanWrite(string name)
    {
        try
        {
            _ = SshHostName.Parse(name);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static IEnumerable<KnownHostLine> ReadLine(int number, string line)
    {
        string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words[0].Equals("@revoked", StringComparison.OrdinalIgnoreCase) && words.Length > 3
            && SshPublicKey.TryFrom(null, words[3]) is { } revokedKey)
        {
            yield return new KnownHostLine(
                number, Short(words[1]), null,
                $"It revokes the key {revokedKey.KeyType} {revokedKey.Fingerprint} (@revoked), so it is not imported.",
                new RevokedHostKey(number, words[1], revokedKey));
            yield break;
        }

        if (words[0][0] == '@')
        {
            yield return new KnownHostLine(number, Short(words.Length > 1 ? words[1] : words[0]), null, words[0] switch
            {
                "@cert-authority" =>
                    "It is a certificate authority (@cert-authority), not the key of a host; Bitbucket stores only keys of hosts.",
                "@revoked" => "It revokes a key (@revoked) that cannot be read: check that no other line has that key.",
                _ => $"It has the unknown marker {Short(words[0])}.",
            });
            yield break;
        }

        if (words[0].StartsWith("|", StringComparison.Ordinal))
        {
            yield return new KnownHostLine(
                number, Short(words[0]), null,
                "The name of the host is hashed and cannot be read: add the host by its name with Get-BbHostKey or "
                    + "Set-BbKnownHost.");
            yield break;
        }

        SshPublicKey? key = null;
        string? problem = "It is not a valid line of a known_hosts file: name, type and key are needed.";
        if (words.Length > 2)
        {
            try
            {
                key = SshPublicKey.From(words[1], words[2]);
                problem = null;
            }
            catch (SshKeyException e)
            {
                problem = $"The key cannot be read. {e.Message}";
            }
        }

        if (key is null)
        {
            // The text may be a secret in the wrong file, so repeat it only if it can be a host name.
            yield return new KnownHostLine(
                number, CanWrite(words[0]) && words.Length > 2 ? Short(words[0]) : $"line {number}", null, problem);
            yield break;
        }

        foreach (string name in words[0].Split([','], StringSplitOptions.RemoveEmptyEntries))
        {
            yield return Item(number, name, key);
        }
    }

    private static KnownHostLine Item(int number, string name, SshPublicKey key)
    {
        try
        {
            return new KnownHostLine(number, SshHostName.Parse(name).ToString(), key);
        }
        catch (FormatException e)
        {
            return new KnownHostLine(number, Short(name), null, $"The name cannot be used: {e.Message}.");
        }
    }

    private static string Short(string text) => text.Length > MaxShownLength ? $"{text.Substring(0, MaxShownLength - 2)}.." : text;
}
