using System.Management.Automation;
using System.Security;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>The credentials of a session. The secret is kept as a SecureString.</summary>
internal sealed class SessionCredential : IEquatable<SessionCredential>
{
    private readonly SecureString _secret;

    private SessionCredential(string kind, string? user, SecureString secret)
    {
        Kind = kind;
        User = user;
        // Copy it, because the caller may dispose the original. Trim the line break of a token read from a file.
        _secret = Secrets.Protect(Secrets.ToPlainText(secret).Trim());
    }

    /// <summary>ApiToken, AccessToken, OAuthClient or StepToken.</summary>
    public string Kind { get; }

    /// <summary>Whether it is the token that Bitbucket gives to each step of a run. Its scopes are those of the step.</summary>
    public bool IsStepToken => Kind == "StepToken";

    /// <summary>The e-mail address, or the key of the OAuth consumer.</summary>
    public string? User { get; }

    /// <summary>Whether the secret is empty.</summary>
    public bool IsEmpty => _secret.Length == 0;

    /// <summary>Whether the secret can be sent in a header: ASCII without spaces, as all tokens and secrets of Bitbucket are.</summary>
    public bool IsSendable => Secrets.ToPlainText(_secret).All(c => c is > ' ' and < '\u007f');

    /// <summary>The unexpanded macro of a build system in the secret, or null.</summary>
    public string? Macro => UnexpandedMacro.InToken(Secrets.ToPlainText(_secret));

    /// <summary>App passwords start with ATBB. Bitbucket removed them on 2026-07-28.</summary>
    public bool LooksLikeAppPassword => Kind == "ApiToken" && Secrets.ToPlainText(_secret).StartsWith("ATBB", StringComparison.Ordinal);

    /// <summary>API tokens need the e-mail address of an Atlassian account as the user name.</summary>
    public bool LooksLikeUsername => Kind == "ApiToken" && User?.IndexOf('@') < 0;

    /// <summary>The warning about credentials that Bitbucket will probably reject; null when they look valid.</summary>
    public string? Warning =>
        LooksLikeAppPassword ? "This looks like an app password. Bitbucket removed them on 2026-07-28; use an API token with scopes."
        : LooksLikeUsername
            ? $"An API token needs the e-mail address of the Atlassian account as the user name. '{User}' is not an e-mail address."
        : null;

    public static SessionCredential Basic(PSCredential credential) => new("ApiToken", credential.UserName, credential.Password);

    public static SessionCredential Basic(string user, string token) => new("ApiToken", user, Secrets.Protect(token));

    public static SessionCredential Bearer(SecureString token) => new("AccessToken", null, token);

    public static SessionCredential Bearer(string token) => new("AccessToken", null, Secrets.Protect(token));

    /// <summary>The token that Bitbucket gives to a step of a run.</summary>
    public static SessionCredential OfStep(string token) => new("StepToken", null, Secrets.Protect(token));

    public static SessionCredential OAuthClient(PSCredential credential) => new("OAuthClient", credential.UserName, credential.Password);

    public static SessionCredential OAuthClient(string id, string secret) => new("OAuthClient", id, Secrets.Protect(secret));

    public ApiCredential ToApiCredential() => Kind switch
    {
        "ApiToken" => ApiCredential.Basic(User ?? "", () => Secrets.ToPlainText(_secret)),
        "AccessToken" or "StepToken" => ApiCredential.Bearer(() => Secrets.ToPlainText(_secret)),
        _ => ApiCredential.OAuthClient(User ?? "", () => Secrets.ToPlainText(_secret)),
    };

    public bool Equals(SessionCredential? other) =>
        other is not null && Kind == other.Kind && User == other.User && Secrets.ToPlainText(_secret) == Secrets.ToPlainText(other._secret);

    public override bool Equals(object? obj) => Equals(obj as SessionCredential);

    public override int GetHashCode() => Kind.GetHashCode() ^ (User ?? "").GetHashCode();
}
