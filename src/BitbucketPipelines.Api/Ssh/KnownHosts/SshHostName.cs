using System.Globalization;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>A host and port, written in known_hosts format: <c>host</c> for port 22, else <c>[host]:port</c>.</summary>
/// <param name="Host">The name or address, without brackets.</param>
/// <param name="Port">The port, from 1 to 65535.</param>
internal sealed record SshHostName(string Host, int Port)
{
    /// <summary>The default port of SSH.</summary>
    public const int DefaultPort = 22;

    private static readonly string[] s_builtIn = ["bitbucket.org", "github.com", "gitlab.com"];

    /// <summary>Whether builds know the keys of the host already, so that Bitbucket refuses it (hostname-not-allowed).</summary>
    public bool IsBuiltIn => Port == DefaultPort && s_builtIn.Contains(Host, StringComparer.OrdinalIgnoreCase);

    /// <summary>Parses <c>host</c>, <c>host:port</c>, <c>[host]:port</c>, and IPv6 addresses with or without brackets.</summary>
    /// <exception cref="FormatException">The text is not a valid host; the message says why.</exception>
    public static SshHostName Parse(string text)
    {
        string value = text.Trim();
        if (value.IndexOf("://", StringComparison.Ordinal) >= 0 || value.IndexOf('@') >= 0 || value.IndexOf('/') >= 0)
        {
            throw new FormatException("specify only the name of the host, without ssh://, user@ or a path");
        }

        string host = value;
        string? port = null;
        int close = value.IndexOf(']');
        if (value.StartsWith("[", StringComparison.Ordinal) && close > 0)
        {
            host = value.Substring(1, close - 1);
            string rest = value.Substring(close + 1);
            port = rest.Length == 0
                ? null
                : rest[0] == ':' ? rest.Substring(1) : throw new FormatException("only :port is allowed after ']'");
        }
        else if (value.IndexOf(':') is >= 0 and int colon && colon == value.LastIndexOf(':'))
        {
            (host, port) = (value.Substring(0, colon), value.Substring(colon + 1));
        }

        Check(host);
        return port is null
            ? new SshHostName(host, DefaultPort)
            : int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= 65535
                ? new SshHostName(host, number)
                : throw new FormatException("the port must be a number from 1 to 65535");
    }

    /// <summary>The name in its canonical form; an invalid name is returned unchanged.</summary>
    public static string Canonical(string name)
    {
        try
        {
            return Parse(name).ToString();
        }
        catch (FormatException)
        {
            return name;
        }
    }

    /// <summary>Whether two names identify the same host, regardless of case and of how the port is written.</summary>
    public static bool Same(string? one, string? other) =>
        one is not null && other is not null && string.Equals(Canonical(one), Canonical(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>The host in known_hosts format.</summary>
    public override string ToString() => Port == DefaultPort ? Host : $"[{Host}]:{Port.ToString(CultureInfo.InvariantCulture)}";

    private static void Check(string host)
    {
        if (host.Length == 0)
        {
            throw new FormatException("it is empty");
        }

        if (host[0] == '-')
        {
            throw new FormatException("it begins with a hyphen");
        }

        if (host.IndexOfAny(['*', '?', '!']) >= 0)
        {
            throw new FormatException("it is a pattern, not the name of one host");
        }

        if (host.Any(c => c is <= ' ' or ',' or '|' or '#' or '[' or ']' or '"' or '\'' or '\\' or '\u007F'))
        {
            throw new FormatException("it contains a character that is not allowed in the name of a host");
        }
    }
}
