using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>
/// Resolves -ToRepository, -ToWorkspace and -ToSession, in the same way for all cmdlets that copy or compare. A full name that was typed
/// (<c>workspace/slug</c>) is used as it is. The workspace of a piped repository is replaced by -ToWorkspace or the workspace of
/// -ToSession.
/// </summary>
internal sealed class TransferTargets
{
    private readonly Dictionary<string, IReadOnlyList<Repository>> _repositories = new(StringComparer.OrdinalIgnoreCase);
    private readonly TransferLookups _lookups;
    private readonly string? _specifiedWorkspace;
    private readonly bool _isWorkspaceTyped;
    private readonly bool _isSameSite;
    private readonly bool _hasOwnSession;

    /// <param name="lookups">What is looked up when it is needed.</param>
    /// <param name="session">The session of the source.</param>
    /// <param name="toSession">The value of -ToSession; null when it was not specified.</param>
    /// <param name="toWorkspace">The value of -ToWorkspace; null when it was not specified.</param>
    /// <param name="workspace">The workspace of the source.</param>
    /// <param name="repository">The repository of the source; null when the source is a workspace.</param>
    public TransferTargets(
        TransferLookups lookups, BitbucketSession session, BitbucketSession? toSession, string? toWorkspace, string? workspace,
        RepositoryId? repository)
    {
        _lookups = lookups;
        _specifiedWorkspace = PlaceFinder.ReadWorkspace(toWorkspace, "-ToWorkspace", toSession ?? session) ?? toSession?.Workspace;
        _isWorkspaceTyped = toWorkspace is not null;
        _isSameSite = toSession is null || toSession.ApiUri == session.ApiUri;
        _hasOwnSession = toSession is not null;
        Session = toSession ?? session;
        Workspace = _specifiedWorkspace ?? workspace;
        Source = repository;
    }

    /// <summary>The session of the targets.</summary>
    public BitbucketSession Session { get; }

    /// <summary>The workspace of targets that are specified without one.</summary>
    public string? Workspace { get; }

    /// <summary>The repository of the source; null when the source is a workspace.</summary>
    public RepositoryId? Source { get; }

    /// <summary>Gets the workspace, or throws an error.</summary>
    public string RequireWorkspace() => Workspace ?? throw new ErrorRecordException(Errors.NoWorkspace(), terminating: true);

    /// <summary>
    /// Gets the repository with the slug of the source in the workspace of the targets. It is the source itself if the workspaces are the
    /// same. A uuid identifies the source only, so its slug is looked up for another workspace.
    /// </summary>
    public RepositoryId SameName()
    {
        RepositoryId source = Source ?? throw new ErrorRecordException(Errors.NoRepository(), terminating: true);
        var same = new RepositoryId(RequireWorkspace(), source.Slug);
        return IsUuid(source) && !IsSource(same) ? new RepositoryId(same.Workspace, SlugOf(source, isTarget: false)) : same;
    }

    /// <summary>A target with its slug, so that two ways to name one repository are seen to be the same.</summary>
    public RepositoryId Named(RepositoryId target) =>
        IsUuid(target) ? new RepositoryId(target.Workspace, SlugOf(target, isTarget: true)) : target;

    /// <summary>Resolves a typed value of -ToRepository that must mean one repository.</summary>
    public RepositoryId Single(string text)
    {
        RepositoryId[] found = [.. Find(text, isTyped: true).Found];
        return found.Length == 1 ? found[0]
            : throw new ErrorRecordException(Errors.NotOneRepository(text, found.Length), terminating: true);
    }

    /// <summary>
    /// Resolves a value of -ToRepository. A pattern with wildcards means all matching repositories of the workspace except the source; a
    /// warning says that it matches none.
    /// </summary>
    /// <param name="text">The value.</param>
    /// <param name="isTyped">Whether the value was typed rather than piped.</param>
    public IEnumerable<RepositoryId> Resolve(string text, bool isTyped)
    {
        (RepositoryId[] found, string workspace, IReadOnlyList<Repository> all) = Find(text, isTyped);
        if (found.Length == 0)
        {
            _lookups.Warn(Errors.NoTargetMatches(text, workspace, [.. all.Select(r => r.Slug)]));
        }

        return found;
    }

    /// <summary>The repositories that a value of -ToRepository means, their workspace and, for a pattern, what there is.</summary>
    private (RepositoryId[] Found, string Workspace, IReadOnlyList<Repository> All) Find(string text, bool isTyped)
    {
        (string? own, string? slug) = PlaceFinder.ReadRepository(text, "-ToRepository", Session);
        if (slug is null)
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.InvalidArgument, $"The value '{text}' of -ToRepository does not name a repository.",
                "Specify a repository as slug or workspace/slug.", text));
        }

        string workspace = WorkspaceOf(own, isTyped);
        if (!WildcardPattern.ContainsWildcardCharacters(slug))
        {
            return ([new RepositoryId(workspace, slug)], workspace, []);
        }

        if (!_repositories.TryGetValue(workspace, out IReadOnlyList<Repository>? all))
        {
            _repositories[workspace] = all = _lookups.List(workspace);
        }

        WildcardPattern pattern = Wildcard.Parse(slug);
        RepositoryId[] found = [.. all
            .Where(r => pattern.IsMatch(r.Slug ?? "") || pattern.IsMatch(r.Name ?? ""))
            .Where(r => !_isSameSite || !string.Equals(r.RepositoryUuid, Source?.Slug, StringComparison.OrdinalIgnoreCase))
            .Select(r => new RepositoryId(workspace, r.Slug ?? ""))
            .Where(r => !IsNamedAsSource(r))];
        return (found, workspace, all);
    }

    /// <summary>Whether a repository is the source.</summary>
    public bool IsSource(RepositoryId repository) => IsNamedAsSource(repository)
        || (_isSameSite && Source is not null && IsUuid(repository) != IsUuid(Source)
            && _lookups.IsSameWorkspace(Source.Workspace, repository.Workspace)
            && string.Equals(
                SlugOf(repository, isTarget: true), SlugOf(Source, isTarget: false), StringComparison.OrdinalIgnoreCase));

    private bool IsNamedAsSource(RepositoryId repository) => _isSameSite && Source is not null
        && string.Equals(repository.Slug, Source.Slug, StringComparison.OrdinalIgnoreCase)
        && _lookups.IsSameWorkspace(Source.Workspace, repository.Workspace);

    private static bool IsUuid(RepositoryId repository) => repository.Slug.StartsWith("{", StringComparison.Ordinal);

    /// <summary>The slug of a repository. If it cannot be found, the uuid stays, and a later request says why.</summary>
    private string SlugOf(RepositoryId repository, bool isTarget) =>
        (IsUuid(repository) ? _lookups.Slug(repository, isTarget) : null) ?? repository.Slug;

    /// <summary>The workspace of a target.</summary>
    /// <param name="own">The workspace in the value of -ToRepository; null when it contains only a slug.</param>
    /// <param name="isTyped">Whether the value was typed rather than piped.</param>
    private string WorkspaceOf(string? own, bool isTyped)
    {
        if (own is null)
        {
            return RequireWorkspace();
        }

        if (isTyped)
        {
            return !_isWorkspaceTyped || _lookups.IsSameWorkspace(_specifiedWorkspace!, own)
                ? own
                : throw new ErrorRecordException(Errors.OtherWorkspace(
                    $"-ToWorkspace specifies the workspace {_specifiedWorkspace}, but -ToRepository specifies a repository of {own}.",
                    "Specify the workspace in only one of them: -ToWorkspace with a slug in -ToRepository, or workspace/slug in "
                        + "-ToRepository.", own));
        }

        if (_specifiedWorkspace is null && !_hasOwnSession)
        {
            _lookups.CheckPiped(own);
        }

        return _specifiedWorkspace ?? own;
    }
}

/// <summary>The lookups of <see cref="TransferTargets"/>.</summary>
/// <param name="List">Reads the repositories of a workspace. Only wildcards need it.</param>
/// <param name="CheckPiped">Throws an error if the workspace of a piped repository contradicts the session that was typed.</param>
/// <param name="IsSameWorkspace">Whether two names mean the same workspace.</param>
/// <param name="Slug">Finds the slug of a source or, when the second argument is true, of a target that is specified by its uuid.</param>
/// <param name="Warn">Writes a warning.</param>
internal sealed record TransferLookups(
    Func<string, IReadOnlyList<Repository>> List, Action<string> CheckPiped, Func<string, string, bool> IsSameWorkspace,
    Func<RepositoryId, bool, string?> Slug, Action<ErrorDescription> Warn);
