using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>
/// Where a copy goes: the rules for -ToRepository, -ToWorkspace and -ToSession, the same for whatever is copied. -ToWorkspace goes before
/// the workspace of a name that is piped in, and so does the workspace of -ToSession; a full name that is typed is taken as it is.
/// </summary>
internal sealed class TransferTargets
{
    private readonly Dictionary<string, IReadOnlyList<Repository>> _workspaces = new(StringComparer.OrdinalIgnoreCase);
    private readonly TransferLooks _looks;
    private readonly string? _given;
    private readonly bool _isGivenTyped;
    private readonly bool _isSameSite;
    private readonly bool _hasOwnSession;

    /// <param name="looks">What has to be looked up.</param>
    /// <param name="session">The session of the source.</param>
    /// <param name="toSession">The session of the targets, when it is another.</param>
    /// <param name="toWorkspace">What -ToWorkspace says.</param>
    /// <param name="workspace">The workspace of the source.</param>
    /// <param name="repository">The source, when it is a repository or an environment of one.</param>
    public TransferTargets(
        TransferLooks looks, BitbucketSession session, BitbucketSession? toSession, string? toWorkspace, string? workspace,
        RepositoryId? repository)
    {
        _looks = looks;
        _given = PlaceFinder.ReadWorkspace(toWorkspace, "-ToWorkspace") ?? toSession?.Workspace;
        _isGivenTyped = toWorkspace is not null;
        _isSameSite = toSession is null || toSession.ApiUri == session.ApiUri;
        _hasOwnSession = toSession is not null;
        Session = toSession ?? session;
        Workspace = _given ?? workspace;
        Source = repository;
    }

    /// <summary>The session of the targets.</summary>
    public BitbucketSession Session { get; }

    /// <summary>The workspace of targets that are named without one.</summary>
    public string? Workspace { get; }

    /// <summary>The source.</summary>
    public RepositoryId? Source { get; }

    /// <summary>The workspace, or an error.</summary>
    public string RequireWorkspace() => Workspace ?? throw new ErrorRecordException(ErrorRecords.NoWorkspace(), terminating: true);

    /// <summary>The repository of the same name as the source: that is the source itself, unless the workspace is another.</summary>
    public RepositoryId SameName() =>
        new(RequireWorkspace(), (Source ?? throw new ErrorRecordException(ErrorRecords.NoRepository(), terminating: true)).Slug);

    /// <summary>The repositories that a name means; with wildcards, those of the workspace that match, and never the source.</summary>
    /// <param name="text">A value of -ToRepository.</param>
    /// <param name="isTyped">Whether it was typed, and not piped in.</param>
    public IEnumerable<RepositoryId> Of(string text, bool isTyped)
    {
        (string? own, string? slug) = PlaceFinder.ReadRepository(text, "-ToRepository", Session);
        if (slug is null)
        {
            throw new ErrorRecordException(ErrorRecords.InvalidArgument(
                ErrorId.InvalidArgument, $"'{text}' in -ToRepository does not name a repository.", "Give a slug, or workspace/slug.",
                text));
        }

        string workspace = WorkspaceOf(own, isTyped);
        if (!WildcardPattern.ContainsWildcardCharacters(slug))
        {
            return [new RepositoryId(workspace, slug)];
        }

        if (!_workspaces.TryGetValue(workspace, out IReadOnlyList<Repository>? all))
        {
            _workspaces[workspace] = all = _looks.List(workspace);
        }

        var pattern = new WildcardPattern(slug, WildcardOptions.IgnoreCase);
        return all
            .Where(r => pattern.IsMatch(r.Slug ?? "") || pattern.IsMatch(r.Name ?? ""))
            .Where(r => !_isSameSite || !string.Equals(r.RepositoryUuid, Source?.Slug, StringComparison.OrdinalIgnoreCase))
            .Select(r => new RepositoryId(workspace, r.Slug ?? ""))
            .Where(r => !IsSource(r));
    }

    /// <summary>Whether a repository is the source.</summary>
    public bool IsSource(RepositoryId repository) => _isSameSite && Source is not null
        && string.Equals(repository.Slug, Source.Slug, StringComparison.OrdinalIgnoreCase)
        && _looks.IsSameWorkspace(Source.Workspace, repository.Workspace);

    private string WorkspaceOf(string? own, bool isTyped)
    {
        if (own is null)
        {
            return RequireWorkspace();
        }

        if (isTyped)
        {
            return !_isGivenTyped || _looks.IsSameWorkspace(_given!, own)
                ? own
                : throw new ErrorRecordException(ErrorRecords.OtherWorkspace(
                $"-ToWorkspace names {_given}, and the repository is given as one of {own}.", "Name the workspace once.", own));
        }

        if (_given is null && !_hasOwnSession)
        {
            _looks.CheckPiped(own);
        }

        return _given ?? own;
    }
}

/// <summary>What <see cref="TransferTargets"/> has looked up.</summary>
/// <param name="List">Reads the repositories of a workspace. Needed for wildcards only.</param>
/// <param name="CheckPiped">Refuses the workspace of a piped name, where the session that was typed is of another.</param>
/// <param name="IsSameWorkspace">Whether two names mean the same workspace.</param>
internal sealed record TransferLooks(
    Func<string, IReadOnlyList<Repository>> List, Action<string> CheckPiped, Func<string, string, bool> IsSameWorkspace);
