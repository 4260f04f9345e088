using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>A cmdlet that works in a workspace.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WorkspaceCmdlet : BitbucketCmdlet
{
    /// <summary>
    /// The workspace: its slug, its uuid with or without braces, or the address of its page. By default the session's. When it is typed,
    /// it goes before the workspace of a piped object.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    public string? Workspace { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Workspace;

    /// <summary>Decides which place this record is about.</summary>
    private protected PlaceFinder NewFinder() =>
        new(CurrentSession, Environment.GetEnvironmentVariable, SessionState.Path.CurrentFileSystemLocation.ProviderPath);

    /// <summary>The workspace of this record, for what belongs to no repository.</summary>
    private protected string ResolveWorkspace()
    {
        PlaceFinder finder = NewFinder();
        string workspace = finder.Workspace(new PlaceWords { Workspace = Workspace, IsWorkspaceTyped = IsTyped(nameof(Workspace)) })
            ?? throw new ErrorRecordException(ErrorRecords.NoWorkspace(finder.Hint), terminating: true);
        Settle(finder, $"workspace {workspace}");
        return workspace;
    }

    /// <summary>The repository of this record.</summary>
    private protected RepositoryId ResolveRepository(PlaceWords words)
    {
        PlaceFinder finder = NewFinder();
        RepositoryId repository = finder.Repository(words)
            ?? throw new ErrorRecordException(
                words.IsPattern ? ErrorRecords.NoWorkspace(finder.Hint) : ErrorRecords.NoRepository(finder.Hint), terminating: true);
        Settle(finder, repository.ToString());
        return repository;
    }

    /// <summary>What a record says of the place with one of several names in -Repository, which may have wildcards.</summary>
    private protected PlaceWords WordsOf(string repository) => new()
    {
        Workspace = Workspace,
        IsWorkspaceTyped = IsTyped(nameof(Workspace)),
        Repository = repository,
        IsRepositoryTyped = IsTyped("Repository"),
        IsPattern = true,
    };

    /// <summary>Refuses a place that nobody can have meant, and names one that only the current folder tells.</summary>
    private protected void Settle(PlaceFinder finder, string place)
    {
        CheckPiped(finder.Piped);
        if (finder.FromRemote is { } remote && IsWriter && SessionStore.IsFirst(CurrentSession, place))
        {
            WriteWarning($"The target is {place}, from the git remote '{remote}' of this folder. Specify -Repository to be sure.");
        }
    }

    /// <summary>
    /// What is piped in from one workspace must not change it when the session that was typed is of another: one of both is not meant.
    /// </summary>
    private protected void CheckPiped(string? workspace, string parameter = "-Workspace")
    {
        if (workspace is not null && IsTyped(nameof(Session)) && CurrentSession.Workspace is { } own && !IsSameWorkspace(own, workspace))
        {
            throw new ErrorRecordException(ErrorRecords.OtherWorkspace(
                $"The piped object is of workspace {workspace}, and the session of -Session works in {own}.",
                $"Give {parameter} {own} to work there, or {parameter} {workspace} to work where the object is.", workspace));
        }
    }

    /// <summary>Whether two names mean the same workspace. A slug and a uuid are looked up, once for a session.</summary>
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

    /// <summary>A piped object that has the property without a value says nothing.</summary>
    private protected static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
