using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that work in a workspace.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WorkspaceCmdlet : BitbucketCmdlet
{
    /// <summary>
    /// The workspace: its slug, its uuid with or without braces, or the address of its page. The default is the workspace of the session. A
    /// workspace that is specified on the command line takes precedence over that of a piped object.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(WorkspaceCompleter))]
    [OneName(nameof(Workspace))]
    public string? Workspace { get; set; }

    /// <summary>
    /// The maximum number of concurrent requests. The input objects are processed at the same time, and their output and errors are written
    /// in their order. With 1, each is complete before the next is taken from the pipeline, as when a variable of -PipelineVariable is
    /// used.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 64)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int ThrottleLimit { get; set; } = 5;

    /// <inheritdoc/>
    private protected override int RequestLimit => ThrottleLimit;

    /// <inheritdoc/>
    private protected override object? FailureTarget => Workspace;

    /// <summary>Resolves workspace and repository of this record.</summary>
    private protected PlaceFinder NewFinder() =>
        new(CurrentSession, Environment.GetEnvironmentVariable, SessionState.Path.CurrentFileSystemLocation.ProviderPath);

    /// <summary>Resolves the workspace of this record, where no repository is needed.</summary>
    private protected string ResolveWorkspace()
    {
        PlaceFinder finder = NewFinder();
        string workspace = finder.Workspace(new PlaceParameters { Workspace = Workspace, IsWorkspaceTyped = IsTyped(nameof(Workspace)) })
            ?? throw new ErrorRecordException(Errors.NoWorkspace(finder.Hint), terminating: true);
        CheckResolvedPlace(finder, $"workspace {workspace}");
        return workspace;
    }

    /// <summary>Resolves the repository of this record.</summary>
    private protected RepositoryId ResolveRepository(PlaceParameters words)
    {
        PlaceFinder finder = NewFinder();
        RepositoryId repository = finder.Repository(words)
            ?? throw new ErrorRecordException(
                words.IsPattern ? Errors.NoWorkspace(finder.Hint) : Errors.NoRepository(finder.Hint), terminating: true);
        CheckResolvedPlace(finder, repository.ToString());
        return repository;
    }

    /// <summary>The place of this record with one of several names in -Repository, which may have wildcards.</summary>
    private protected PlaceParameters GetPlaceParameters(string repository) => new()
    {
        Workspace = Workspace,
        IsWorkspaceTyped = IsTyped(nameof(Workspace)),
        Repository = repository,
        IsRepositoryTyped = IsTyped("Repository"),
        IsPattern = true,
    };

    /// <summary>
    /// Throws when a piped object contradicts the session, and warns once when a cmdlet is about to write to a repository that was found by
    /// the git remote of the current folder.
    /// </summary>
    private protected void CheckResolvedPlace(PlaceFinder finder, string place)
    {
        CheckPiped(finder.Piped);
        if (finder.FromRemote is { } remote && IsWriter && SessionStore.IsFirst(CurrentSession, place))
        {
            WriteWarning($"The target is {place}, from the git remote '{remote}' of this folder. Specify -Repository to be sure.");
        }
    }

    /// <summary>
    /// Throws when a piped object belongs to another workspace than the session on the command line: it is unclear which one is meant.
    /// </summary>
    private protected void CheckPiped(string? workspace, string parameter = "-Workspace")
    {
        if (workspace is not null && IsTyped(nameof(Session)) && CurrentSession.Workspace is { } own && !IsSameWorkspace(own, workspace))
        {
            throw new ErrorRecordException(Errors.OtherWorkspace(
                $"The piped object belongs to workspace {workspace}, but the session of -Session works in {own}.",
                $"Specify {parameter} {own} to work there, or {parameter} {workspace} to work where the object is.", workspace));
        }
    }

    /// <summary>
    /// Whether a slug or uuid identifies the same workspace as another. Bitbucket is asked once in a session for the slug of a uuid.
    /// </summary>
    private protected bool IsSameWorkspace(string one, string other)
    {
        if (RepositoryId.SameWorkspace(one, other) is { } same)
        {
            return same;
        }

        (string uuid, string slug) = Guid.TryParse(one, out _) ? (one, other) : (other, one);
        if (uuid == RepositoryId.AnyWorkspace)
        {
            return false;
        }

        BitbucketSession session = CurrentSession;
        if (!session.Slugs.TryGetValue(uuid, out string? known))
        {
            known = Await(token => WorkspaceSlug.FindAsync(Client, uuid, token));
            if (known is not null)
            {
                session.Slugs[uuid] = known;
            }
        }

        return string.Equals(known, slug, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Null for an empty text: a piped object can have a property without a value.</summary>
    private protected static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
