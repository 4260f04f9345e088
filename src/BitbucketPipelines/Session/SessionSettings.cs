using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>What a session is made of. Two of the same values are equal.</summary>
internal sealed record SessionSettings
{
    public string? Workspace { get; init; }

    public string? Repository { get; init; }

    public SessionCredential? Credential { get; init; }

    public Uri ApiUri { get; init; } = BitbucketClientOptions.DefaultApiUri;

    public Uri SiteUri { get; init; } = BitbucketClientOptions.DefaultSiteUri;

    public Uri? Proxy { get; init; }

    /// <summary>How long an answer may take; null for the default.</summary>
    public TimeSpan? RequestTimeout { get; init; }

    /// <summary>How long one request waits for the allowance; null for the default.</summary>
    public TimeSpan? RetryTimeout { get; init; }

    /// <summary>Connect-BbWorkspace or the environment.</summary>
    public string Source { get; init; } = "";

    /// <summary>
    /// Reads BITBUCKET_WORKSPACE, BITBUCKET_REPO_SLUG (or BITBUCKET_REPO_FULL_NAME) and one kind of credentials: BITBUCKET_EMAIL (or
    /// BITBUCKET_USERNAME) with BITBUCKET_API_TOKEN, else BITBUCKET_ACCESS_TOKEN (or BITBUCKET_TOKEN), else BITBUCKET_CLIENT_ID with
    /// BITBUCKET_CLIENT_SECRET. BITBUCKET_API_URI and BITBUCKET_SITE_URI name another server.
    /// </summary>
    public static SessionSettings FromEnvironment(Func<string, string?> variable)
    {
        string? Read(string name) => variable(name) is { Length: > 0 } value ? value : null;
        // One that will not do is told when the session is made: another server than the one that is meant gets no credentials.
        Uri Address(string name, Uri otherwise) => Read(name) is not { } text ? otherwise
            : Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) ? uri
            : new Uri("", UriKind.Relative);
        string? user = Read("BITBUCKET_EMAIL") ?? Read("BITBUCKET_USERNAME");
        SessionCredential? credential =
            user is not null && Read("BITBUCKET_API_TOKEN") is { } token ? SessionCredential.Basic(user, token)
            : (Read("BITBUCKET_ACCESS_TOKEN") ?? Read("BITBUCKET_TOKEN")) is { } access ? SessionCredential.Bearer(access)
            : Read("BITBUCKET_CLIENT_ID") is { } id && Read("BITBUCKET_CLIENT_SECRET") is { } secret
            ? SessionCredential.OAuthClient(id, secret)
            : null;
        (string? workspace, string? repository) = EnvironmentPlace.Read(variable);
        return new SessionSettings
        {
            Workspace = workspace,
            Repository = repository,
            Credential = credential,
            ApiUri = Address("BITBUCKET_API_URI", BitbucketClientOptions.DefaultApiUri),
            SiteUri = Address("BITBUCKET_SITE_URI", BitbucketClientOptions.DefaultSiteUri),
            Source = "Environment",
        };
    }
}
