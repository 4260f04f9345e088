using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// Resolves the workspace and the repository. Parameters on the command line take precedence over pipeline input; then follow the session,
/// the BITBUCKET_* variables, and the git remote of the current folder. A repository of another workspace than the specified one is never
/// used. Create one instance for each record.
/// </summary>
internal sealed class PlaceFinder(BitbucketSession session, Func<string, string?> variable, string? folder)
{
    private GitRemote? _remote;
    private bool _isRemoteRead;

    /// <summary>The workspace, if it came from the pipeline.</summary>
    public string? Piped { get; private set; }

    /// <summary>The git remote that the workspace or the repository came from.</summary>
    public string? FromRemote { get; private set; }

    /// <summary>Why the git remote could not be used, for error messages.</summary>
    public string? Hint { get; private set; }

    private GitRemote? Remote
    {
        get
        {
            if (!_isRemoteRead)
            {
                _isRemoteRead = true;
                _remote = GitRemote.Find(folder, session.SiteUri.Host, variable);
                Hint ??= _remote?.Problem;
            }

            return _remote;
        }
    }

    public static string? ReadWorkspace(string? text, string what, BitbucketSession? session = null)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        RefuseLeadingSlash(text, what);
        (string? workspace, string? slug) = RepositoryId.ParseWorkspace(UnexpandedMacro.Refuse(text!, what));
        if (session is not null)
        {
            RequireHost(text!, what, session, "Specify the slug of the workspace.");
        }

        return slug is null ? workspace : throw new ErrorRecordException(Errors.InvalidArgument(
            ErrorId.InvalidArgument, $"'{text}' in {what} names a repository, not a workspace.",
            "Pass it to -Repository, or specify only the workspace.", text));
    }

    /// <summary>Parses a repository, with its workspace if it is included.</summary>
    public static (string? Workspace, string? Slug) ReadRepository(string? text, string what, BitbucketSession session)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return default;
        }

        RequireHost(UnexpandedMacro.Refuse(text!, what), what, session, "Specify the repository as workspace/slug.");
        RequireParts(text, what, isRepository: true);
        return RepositoryId.Parse(text!);
    }

    /// <summary>Refuses a URL of another server, where a workspace and a repository of the same name may belong to someone else.</summary>
    public static void RequireHost(string text, string what, BitbucketSession session, string advice)
    {
        if (RepositoryId.HostOf(text) is { } host && !IsOf(session, host))
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.InvalidArgument, $"The URL in {what} points to {host}, not to {session.SiteUri.Host}.", advice, host));
        }
    }

    /// <summary>
    /// Refuses what has more parts than a workspace and a repository, and is no URL; a slash without a workspace in front of it; and a URL
    /// that does not contain what is needed.
    /// </summary>
    /// <param name="text">The text; null if it is not specified.</param>
    /// <param name="what">Where it was specified: <c>-Repository</c>.</param>
    /// <param name="isRepository">Whether it must name a repository, and not only a workspace.</param>
    public static void RequireParts(string? text, string what, bool isRepository)
    {
        if (text is not null && RepositoryId.HostOf(text) is not null
            && RepositoryId.ParseWorkspace(text) is var named && (named.Workspace is null || (isRepository && named.Slug is null)))
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.InvalidArgument, $"The URL in {what} contains no {(isRepository ? "repository" : "workspace")}: {text}",
                isRepository ? "Specify the repository as workspace/slug." : "Specify the slug of the workspace.", text));
        }

        RefuseLeadingSlash(text, what);
        if (text is not null && RepositoryId.HostOf(text) is null
            && text.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries).Length > 2)
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.InvalidArgument, $"'{text}' in {what} names no repository: it has more than two parts.",
                "Specify the repository as workspace/slug, or by the URL of its web page, which begins with https://.", text));
        }
    }

    private static void RefuseLeadingSlash(string? text, string what)
    {
        if (text?.Trim() is { Length: > 0 } place && place[0] is '/' or '\\')
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.InvalidArgument, $"'{place}' in {what} names no workspace in front of the slash.",
                "Specify workspace/slug, or a slug without the slash.", place));
        }
    }

    /// <summary>A session as Get-BbSession shows it: with the workspace and the repository that cmdlets use without parameters.</summary>
    /// <param name="session">The session.</param>
    /// <param name="folder">The current folder, which may be a clone of a repository.</param>
    public static BitbucketSession InEffect(BitbucketSession session, string? folder)
    {
        if (session.Workspace is not null && session.Repository is not null)
        {
            return session;
        }

        var finder = new PlaceFinder(session, Environment.GetEnvironmentVariable, folder);
        RepositoryId? repository = finder.Repository(new PlaceParameters());
        string? workspace = repository?.Workspace ?? finder.Workspace(new PlaceParameters());
        string? source = workspace is null ? null
            : finder.FromRemote is { } remote ? $"git remote '{remote}'"
            : session.Repository is not null || (repository is null && session.Workspace is not null) ? "Session"
            : "Environment";
        return session.At(workspace, repository?.Slug, source);
    }

    /// <summary>The workspace, or null if it is not specified anywhere.</summary>
    public string? Workspace(PlaceParameters words) =>
        ReadWorkspace(words.Workspace, "-Workspace", session) is { } given
            ? (words.IsWorkspaceTyped ? given : NotePiped(given))
            : DefaultWorkspace();

    /// <summary>The repository, or null if it is not specified anywhere.</summary>
    public RepositoryId? Repository(PlaceParameters words)
    {
        (string? own, string? slug) = ReadRepository(words.Repository, "-Repository", session);
        string? workspace = ReadWorkspace(words.Workspace, "-Workspace", session);
        string? typed = words.IsWorkspaceTyped ? workspace : null;
        string? piped = words.IsWorkspaceTyped ? null : workspace;
        if (slug is not null)
        {
            RequireSameWorkspace(typed, words.IsRepositoryTyped ? own : null);
            string? owner = words.IsRepositoryTyped
                ? own ?? typed ?? GivenWorkspace(words) ?? NotePiped(piped) ?? DefaultWorkspace()
                : typed ?? NotePiped(own) ?? NotePiped(piped) ?? GivenWorkspace(words) ?? DefaultWorkspace();
            // A repository uuid needs no workspace.
            return owner is not null ? new RepositoryId(owner, slug)
                : slug[0] == '{' ? new RepositoryId(RepositoryId.AnyWorkspace, slug)
                : null;
        }

        if (words.Given is { } given)
        {
            RequireSameWorkspace(typed, words.IsGivenTyped ? given.Workspace : null);
            return new RepositoryId(typed ?? GivenWorkspace(words)!, given.Slug);
        }

        string? requested = typed ?? NotePiped(piped);
        return Candidates(requested).FirstOrDefault(c => requested is null || RepositoryId.SameWorkspace(c.Workspace, requested) == true);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>URLs of bitbucket.org are accepted for any server.</summary>
    private static bool IsOf(BitbucketSession session, string host) =>
        new[] { "bitbucket.org", session.SiteUri.Host }.Any(site =>
            host.Equals(site, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + site, StringComparison.OrdinalIgnoreCase))
        || host.Equals(session.ApiUri.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>Two workspaces on the command line must be the same, because neither takes precedence.</summary>
    public static void RequireSameWorkspace(string? workspace, string? other)
    {
        if (workspace is not null && other is not null && RepositoryId.SameWorkspace(workspace, other) == false)
        {
            throw new ErrorRecordException(Errors.OtherWorkspace(
                $"-Workspace is {workspace}, but the repository is in the workspace {other}.",
                "Specify the workspace only once.", other), terminating: true);
        }
    }

    /// <summary>The workspace of the pipeline object or the URL of a run.</summary>
    private string? GivenWorkspace(PlaceParameters words) =>
        words.IsGivenTyped ? words.Given?.Workspace : NotePiped(words.Given?.Workspace);

    /// <summary>Returns the workspace and remembers that it came from the pipeline.</summary>
    private string? NotePiped(string? workspace)
    {
        Piped ??= NullIfEmpty(workspace);
        return NullIfEmpty(workspace);
    }

    /// <summary>The default workspace, if neither the command line nor the pipeline specifies one.</summary>
    private string? DefaultWorkspace() =>
        session.Workspace ?? EnvironmentPlace.Read(variable, session).Workspace ?? RemoteRepository()?.Workspace;

    /// <summary>The repository of the git remote. Remembers that it was used.</summary>
    private RepositoryId? RemoteRepository()
    {
        if (Remote?.Repository is { } repository)
        {
            FromRemote = Remote.Name;
            return repository;
        }

        return null;
    }

    /// <summary>The default repositories in the order of their precedence.</summary>
    private IEnumerable<RepositoryId> Candidates(string? requested)
    {
        if (session.Repository is { } sessionRepository && DefaultWorkspace() is { } owner)
        {
            yield return new RepositoryId(owner, sessionRepository);
        }

        if (EnvironmentPlace.Read(variable, session) is { Workspace: { } name, Slug: { } slug } && IsOfSession(name))
        {
            yield return new RepositoryId(name, slug);
        }

        FromRemote = null;
        if (Remote?.Repository is { } remote)
        {
            if (IsOfSession(remote.Workspace))
            {
                FromRemote = Remote.Name;
                yield return remote;
                FromRemote = null;
            }

            Hint = $"The git remote '{Remote.Name}' of this folder ({remote}) was not used: "
                + $"it is not in the workspace {requested ?? session.Workspace}.";
        }
    }

    private bool IsOfSession(string workspace) =>
        session.Workspace is null || RepositoryId.SameWorkspace(session.Workspace, workspace) == true;
}

/// <summary>The workspace and the repository as specified for one record.</summary>
internal sealed record PlaceParameters
{
    /// <summary>The value of -Workspace, from the command line or the pipeline.</summary>
    public string? Workspace { get; init; }

    public bool IsWorkspaceTyped { get; init; }

    /// <summary>The value of -Repository, from the command line or the pipeline.</summary>
    public string? Repository { get; init; }

    public bool IsRepositoryTyped { get; init; }

    /// <summary>Whether the repository is a wildcard pattern. Then only the workspace must be known.</summary>
    public bool IsPattern { get; init; }

    /// <summary>The repository of a pipeline object, or of the URL of a run.</summary>
    public RepositoryId? Given { get; init; }

    /// <summary>Whether <see cref="Given"/> is a URL from the command line.</summary>
    public bool IsGivenTyped { get; init; }
}
