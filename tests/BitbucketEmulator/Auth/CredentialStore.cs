using System.Globalization;
using System.Text;

namespace BitbucketEmulator;

/// <summary>All credentials the emulator knows, and the OAuth tokens it has given out. Guarded by the state's lock.</summary>
internal sealed class CredentialStore
{
    private readonly Dictionary<string, Credential> _basic = [];
    private readonly Dictionary<string, Credential> _bearer = [];
    private readonly Dictionary<string, (string Secret, Credential Credential)> _clients = [];
    private readonly Dictionary<string, (Credential Credential, DateTimeOffset Until)> _issued = [];
    private readonly Dictionary<string, string> _refresh = [];
    private int _number;

    public void AddApiToken(string email, string token, Credential credential) => _basic[email + ":" + token] = credential;

    public void AddAccessToken(string token, Credential credential) => _bearer[token] = credential;

    public void AddClient(string id, string secret, Credential credential) => _clients[id] = (secret, credential);

    /// <summary>
    /// The credential of an Authorization header; null when there is none. Anything wrong is one and the same 401: a username in the
    /// place of the e-mail, an unscoped token, an app password (all gone since 2026-07-28), an expired token.
    /// </summary>
    public Credential? Authenticate(string? authorization, DateTimeOffset now)
    {
        if (authorization is null)
        {
            return null;
        }

        int space = authorization.IndexOf(' ', StringComparison.Ordinal);
        string scheme = space < 0 ? authorization : authorization[..space];
        string value = space < 0 ? "" : authorization[(space + 1)..].Trim();
        if (scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            return _basic.GetValueOrDefault(DecodeBasic(value)) ?? throw ApiErrors.Unauthorized();
        }

        if (!scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            throw ApiErrors.Unauthorized();
        }

        if (_issued.TryGetValue(value, out (Credential Credential, DateTimeOffset Until) issued))
        {
            return now < issued.Until ? issued.Credential : throw ApiErrors.Unauthorized();
        }

        return _bearer.GetValueOrDefault(value) ?? throw ApiErrors.Unauthorized();
    }

    /// <summary>The credential of an OAuth client, or null when id or secret is wrong.</summary>
    public Credential? FindClient(string id, string secret) =>
        _clients.TryGetValue(id, out (string Secret, Credential Credential) client) && client.Secret == secret ? client.Credential : null;

    public string Issue(Credential credential, DateTimeOffset until)
    {
        string token = string.Create(CultureInfo.InvariantCulture, $"oauth-token-{++_number}");
        _issued[token] = (credential, until);
        return token;
    }

    public string IssueRefresh(string clientId)
    {
        string token = string.Create(CultureInfo.InvariantCulture, $"refresh-token-{_number}");
        _refresh[token] = clientId;
        return token;
    }

    /// <summary>Uses up a refresh token: they rotate.</summary>
    public bool TakeRefresh(string token, string clientId)
    {
        if (_refresh.GetValueOrDefault(token) != clientId)
        {
            return false;
        }

        _refresh.Remove(token);
        return true;
    }

    /// <summary>Ends every token given out so far.</summary>
    public void ExpireIssued()
    {
        foreach (string token in _issued.Keys.ToList())
        {
            _issued[token] = (_issued[token].Credential, DateTimeOffset.MinValue);
        }
    }

    public IReadOnlyCollection<string> IssuedTokens => [.. _issued.Keys];

    public static string DecodeBasic(string value)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(value));
        }
        catch (FormatException)
        {
            throw ApiErrors.Unauthorized();
        }
    }
}
