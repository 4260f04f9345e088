
namespace BitbucketPipelines;

/// <summary>The server and the limits that Connect-BbWorkspace specifies; null where it specifies nothing.</summary>
/// <param name="ApiUri">The base URL of the API.</param>
/// <param name="SiteUri">The base URL of the website.</param>
/// <param name="Proxy">The proxy.</param>
/// <param name="RequestTimeout">The timeout of one attempt of a request.</param>
/// <param name="RetryTimeout">The maximum wait of a request before it is sent again.</param>
internal sealed record ConnectionOptions(Uri? ApiUri, Uri? SiteUri, Uri? Proxy, TimeSpan? RequestTimeout, TimeSpan? RetryTimeout);

/// <summary>What Connect-BbWorkspace specifies. What is missing comes from the session that it moves, or from the environment.</summary>
/// <param name="Workspace">The workspace, <c>workspace/slug</c>, or a URL; null if it is not specified.</param>
/// <param name="Repository">The repository; null if it is not specified.</param>
/// <param name="Credential">The credentials; null to keep those of the session, or to take those of the environment.</param>
/// <param name="Options">The server and the limits.</param>
internal sealed record ConnectionRequest(string? Workspace, string? Repository, SessionCredential? Credential, ConnectionOptions Options)
{
    /// <summary>Creates the session. Throws an error if a place is not valid or there are no credentials.</summary>
    /// <param name="given">The session of -Session, which may be moved.</param>
    /// <param name="connected">The connected session, which is moved if there is no other.</param>
    /// <param name="isMove">Whether a parameter says what to change in it.</param>
    /// <param name="source">Where new credentials come from: the name of the cmdlet.</param>
    /// <param name="folder">The current folder, whose git remote can specify the workspace.</param>
    public BitbucketSession CreateSession(
        BitbucketSession? given, BitbucketSession? connected, bool isMove, string source, string folder)
    {
        RequireText(Workspace, nameof(Workspace));
        RequireText(Repository, nameof(Repository));
        SessionSettings environment = SessionSettings.FromEnvironment(Environment.GetEnvironmentVariable);
        SessionSettings settings = !IsMoving(given ?? connected, isMove, environment) ? environment
            : given is not null ? given.Original.Settings
            : WithCurrentCredential(connected!.Original.Settings, environment);
        (string? workspace, string? repository) = settings.ResolveDefaults(Workspace, Repository);
        BitbucketSession session = BitbucketSession.Create(settings with
        {
            Workspace = workspace,
            Repository = repository,
            Credential = Credential ?? settings.Credential
                ?? throw new ErrorRecordException(Errors.NotConnected(connecting: true), terminating: true),
            ApiUri = Options.ApiUri ?? settings.ApiUri,
            SiteUri = Options.SiteUri ?? settings.SiteUri,
            Proxy = Options.Proxy ?? settings.Proxy,
            RequestTimeout = Options.RequestTimeout ?? settings.RequestTimeout,
            RetryTimeout = Options.RetryTimeout ?? settings.RetryTimeout,
            Source = Credential is null ? settings.Source : source,
        });
        PlaceFinder.RequireHost(Workspace ?? "", "-Workspace", session, "Specify the slug of the workspace.");
        PlaceFinder.RequireHost(Repository ?? "", "-Repository", session, "Specify the repository as workspace/slug.");
        PlaceFinder.RequireParts(Workspace, "-Workspace", isRepository: false);
        PlaceFinder.RequireParts(Repository, "-Repository", isRepository: true);
        if (settings == environment && (workspace, repository) != new SessionSettings().ResolveDefaults(Workspace, Repository))
        {
            // Some of it comes from the environment.
            _ = EnvironmentPlace.Read(Environment.GetEnvironmentVariable, session);
        }

        // A specified repository stays the same when the folder changes, so its workspace must not come from the folder's git remote later.
        return Repository is not null && session.Workspace is null && PlaceFinder.InEffect(session, folder).Workspace is { } found
            ? BitbucketSession.Create(session.Settings with { Workspace = found })
            : session;
    }

    /// <summary>A session of the environment goes on with what the environment says now, such as the next account of a script.</summary>
    private static SessionSettings WithCurrentCredential(SessionSettings former, SessionSettings environment)
    {
        bool isOfEnvironment = former.IsOfEnvironment
            && (former.ApiUri, former.SiteUri) == (environment.ApiUri, environment.SiteUri);
        return isOfEnvironment && environment.Credential is { } current && !current.Equals(former.Credential)
            ? former with { Credential = current, Source = environment.Source }
            : former;
    }

    /// <summary>Credentials never go to another server than the one they were specified for.</summary>
    private bool IsMoving(BitbucketSession? former, bool isMove, SessionSettings environment) =>
        Credential is null && former?.Settings is { } old
        && (Options.ApiUri ?? old.ApiUri) == old.ApiUri && (Options.SiteUri ?? old.SiteUri) == old.SiteUri
        && (isMove || environment.Credential is null);

    private static void RequireText(string? value, string parameter)
    {
        if (value is not null && value.Trim().Length == 0)
        {
            throw new ErrorRecordException(Errors.EmptyArgument(parameter), terminating: true);
        }
    }
}
