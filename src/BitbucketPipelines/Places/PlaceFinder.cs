using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// The one place that decides which workspace and repository are meant. What is typed comes before what is piped in; then come the
/// session, the BITBUCKET_* variables, and the git remote of the current folder. A repository that belongs to another workspace than the
/// one asked for is never taken. One finder serves one record.
/// </summary>
internal sealed class PlaceFinder(BitbucketSession session, Func<string, string?> variable, string? folder)
{
    private GitRemote? _remote;
    private bool _hasLooked;

    /// <summary>The workspace, when a piped object named it.</summary>
    public string? Piped { get; private set; }

    /// <summary>The git remote that named the place, or a part of it.</summary>
    public string? FromRemote { get; private set; }

    /// <summary>What is to be known of a git remote that does not tell.</summary>
    public string? Hint { get; private set; }

    private GitRemote? Remote
    {
        get
        {
            if (!_hasLooked)
            {
                _hasLooked = true;
                _remote = GitRemote.Find(folder, session.SiteUri.Host, variable);
                Hint ??= _remote?.Problem;
            }

            return _remote;
        }
    }

    /// <summary>Reads the name of a workspace.</summary>
    public static string? ReadWorkspace(string? text, string what)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        (string? workspace, string? slug) = RepositoryId.ParseWorkspace(UnexpandedMacro.Refuse(text!, what));
        return slug is null ? workspace : throw new ItemFailedException(ErrorRecords.InvalidArgument(
            ErrorId.InvalidArgument, $"'{text}' in {what} names a repository, not a workspace.",
            "Give it to -Repository, or name the workspace alone.", text));
    }

    /// <summary>Reads the name of a repository, and of its workspace when it is with it.</summary>
    public static (string? Workspace, string? Slug) ReadRepository(string? text, string what, BitbucketSession session)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return default;
        }

        if (RepositoryId.HostOf(UnexpandedMacro.Refuse(text!, what)) is { } host && !IsOf(session, host))
        {
            throw new ItemFailedException(ErrorRecords.InvalidArgument(
                ErrorId.InvalidArgument, $"The address in {what} leads to {host}, not to {session.SiteUri.Host}.",
                "Give the repository as workspace/slug.", host));
        }

        return RepositoryId.Parse(text!);
    }

    /// <summary>The workspace, or null when nothing tells.</summary>
    public string? Workspace(PlaceWords words) =>
        ReadWorkspace(words.Workspace, "-Workspace") is { } given ? (words.IsWorkspaceTyped ? given : TakePiped(given)) : Usual();

    /// <summary>The repository, or null when nothing tells.</summary>
    public RepositoryId? Repository(PlaceWords words)
    {
        (string? own, string? slug) = ReadRepository(words.Repository, "-Repository", session);
        string? workspace = ReadWorkspace(words.Workspace, "-Workspace");
        string? typed = words.IsWorkspaceTyped ? workspace : null;
        string? piped = words.IsWorkspaceTyped ? null : workspace;
        if (slug is not null)
        {
            Agree(typed, words.IsRepositoryTyped ? own : null);
            string? owner = words.IsRepositoryTyped
                ? own ?? typed ?? Of(words) ?? TakePiped(piped) ?? Usual()
                : typed ?? TakePiped(own) ?? TakePiped(piped) ?? Of(words) ?? Usual();
            // The uuid of a repository is enough by itself.
            return owner is not null ? new RepositoryId(owner, slug)
                : slug[0] == '{' ? new RepositoryId(RepositoryId.AnyWorkspace, slug)
                : null;
        }

        if (words.Given is { } given)
        {
            Agree(typed, words.IsGivenTyped ? given.Workspace : null);
            return new RepositoryId(typed ?? Of(words)!, given.Slug);
        }

        string? wanted = typed ?? TakePiped(piped);
        return Candidates(wanted).FirstOrDefault(c => wanted is null || RepositoryId.SameWorkspace(c.Workspace, wanted) == true);
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>Addresses of Bitbucket Cloud are understood whatever the server is.</summary>
    private static bool IsOf(BitbucketSession session, string host) =>
        new[] { "bitbucket.org", session.SiteUri.Host }.Any(site =>
            host.Equals(site, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + site, StringComparison.OrdinalIgnoreCase))
        || host.Equals(session.ApiUri.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>Two places that were both typed must not differ: neither is better than the other.</summary>
    private static void Agree(string? workspace, string? other)
    {
        if (workspace is not null && other is not null && RepositoryId.SameWorkspace(workspace, other) == false)
        {
            throw new ItemFailedException(ErrorRecords.OtherWorkspace(
                $"-Workspace names {workspace}, and the repository is given as one of {other}.",
                "Name the workspace once.", other), terminating: true);
        }
    }

    private string? Of(PlaceWords words) => words.IsGivenTyped ? words.Given?.Workspace : TakePiped(words.Given?.Workspace);

    private string? TakePiped(string? workspace)
    {
        Piped ??= NotEmpty(workspace);
        return NotEmpty(workspace);
    }

    /// <summary>The workspace when neither the command line nor an object names one.</summary>
    private string? Usual() => session.Workspace ?? EnvironmentPlace.Read(variable, session).Workspace ?? TakeRemote()?.Workspace;

    private RepositoryId? TakeRemote()
    {
        if (Remote?.Repository is { } repository)
        {
            FromRemote = Remote.Name;
            return repository;
        }

        return null;
    }

    private IEnumerable<RepositoryId> Candidates(string? wanted)
    {
        if (session.Repository is { } mine && Usual() is { } owner)
        {
            yield return new RepositoryId(owner, mine);
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

            Hint = $"The git remote '{Remote.Name}' of this folder ({remote}) is not taken: "
                + $"the workspace that is meant is {wanted ?? session.Workspace}.";
        }
    }

    private bool IsOfSession(string workspace) =>
        session.Workspace is null || RepositoryId.SameWorkspace(session.Workspace, workspace) == true;
}

/// <summary>What one record says of the place.</summary>
internal sealed record PlaceWords
{
    /// <summary>The value of -Workspace, typed or from a piped object.</summary>
    public string? Workspace { get; init; }

    public bool IsWorkspaceTyped { get; init; }

    /// <summary>The value of -Repository, typed or from a piped object.</summary>
    public string? Repository { get; init; }

    public bool IsRepositoryTyped { get; init; }

    /// <summary>Whether it may mean several repositories of a workspace: what can be missing is the workspace then.</summary>
    public bool IsPattern { get; init; }

    /// <summary>The repository of a piped object, or of the address of a run.</summary>
    public RepositoryId? Given { get; init; }

    /// <summary>Whether <see cref="Given"/> is an address that was typed.</summary>
    public bool IsGivenTyped { get; init; }
}
