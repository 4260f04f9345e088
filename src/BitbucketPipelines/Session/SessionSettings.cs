using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>The settings of a session, compared by value.</summary>
internal sealed record SessionSettings
{
    /// <summary>The variables that hold the token of a Bitbucket step. Both names are in use.</summary>
    public static readonly string[] StepTokens = ["BITBUCKET_STEP_OAUTH_TOKEN", "BITBUCKET_STEP_OAUTH_ACCESS_TOKEN"];

    public string? Workspace { get; init; }

    public string? Repository { get; init; }

    public SessionCredential? Credential { get; init; }

    public Uri ApiUri { get; init; } = BitbucketClientOptions.DefaultApiUri;

    public Uri SiteUri { get; init; } = BitbucketClientOptions.DefaultSiteUri;

    public Uri? Proxy { get; init; }

    /// <summary>Whether <see cref="Proxy"/> is that of a step of Bitbucket Pipelines, which authenticates reports.</summary>
    public bool IsStep { get; init; }

    /// <summary>The timeout for one attempt of a request; null for the default.</summary>
    public TimeSpan? RequestTimeout { get; init; }

    /// <summary>The maximum time that one request waits because of rate limits; null for the default.</summary>
    public TimeSpan? RetryTimeout { get; init; }

    /// <summary>Connect-BbWorkspace, Environment, or Environment with the variable of the token of a step.</summary>
    public string Source { get; init; } = "";

    /// <summary>Whether the credentials come from environment variables.</summary>
    public bool IsOfEnvironment => Source.StartsWith("Environment", StringComparison.Ordinal);

    /// <summary>
    /// Reads BITBUCKET_WORKSPACE, BITBUCKET_REPO_SLUG (or BITBUCKET_REPO_FULL_NAME) and the first complete credentials of: BITBUCKET_EMAIL
    /// (or BITBUCKET_USERNAME) with BITBUCKET_API_TOKEN, BITBUCKET_ACCESS_TOKEN (or BITBUCKET_TOKEN), BITBUCKET_CLIENT_ID with
    /// BITBUCKET_CLIENT_SECRET, and last the token of the Bitbucket step that the process runs in. BITBUCKET_API_URI and BITBUCKET_SITE_URI
    /// specify another server.
    /// </summary>
    public static SessionSettings FromEnvironment(Func<string, string?> variable)
    {
        string? Read(string name) => variable(name) is { Length: > 0 } value ? value : null;
        // An invalid URL is reported when the session is created: credentials must not go to the default server instead.
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
        string? stepVariable = credential is null ? Array.Find(StepTokens, name => Read(name) is not null) : null;
        (string? workspace, string? repository) = EnvironmentPlace.Read(variable);
        return new SessionSettings
        {
            Workspace = workspace,
            Repository = repository,
            Credential = stepVariable is null ? credential : SessionCredential.OfStep(Read(stepVariable)!),
            ApiUri = Address("BITBUCKET_API_URI", BitbucketClientOptions.DefaultApiUri),
            SiteUri = Address("BITBUCKET_SITE_URI", BitbucketClientOptions.DefaultSiteUri),
            Source = stepVariable is null ? "Environment" : $"Environment ({stepVariable})",
        };
    }

    /// <summary>
    /// The default workspace and repository of a new session: those of the parameters of Connect-BbWorkspace, otherwise those of the
    /// environment.
    /// </summary>
    /// <param name="workspace">The value of -Workspace, which may include a repository; null when it is not specified.</param>
    /// <param name="repository">The value of -Repository, which may include a workspace; null when it is not specified.</param>
    public (string? Workspace, string? Repository) ResolveDefaults(string? workspace, string? repository)
    {
        (string? owner, string? slug) = repository is null ? default : RepositoryId.Parse(repository);
        (string? typed, string? included) = workspace is null ? default : RepositoryId.ParseWorkspace(workspace);
        PlaceFinder.RequireSameWorkspace(typed, owner);
        if (slug is not null && included is not null && !string.Equals(slug, included, StringComparison.OrdinalIgnoreCase))
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.InvalidArgument, $"-Workspace names the repository {included}, and -Repository names {slug}.",
                "Specify the repository only once."), terminating: true);
        }

        string? name = owner ?? typed ?? Workspace;
        // Use the repository from the environment only with the workspace from the environment.
        bool isOfEnvironment = string.Equals(name, Workspace, StringComparison.OrdinalIgnoreCase);
        return (name, slug ?? included ?? (isOfEnvironment ? Repository : null));
    }
}
