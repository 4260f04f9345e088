using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>A cmdlet that works in a repository.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RepositoryCmdlet : BitbucketCmdlet
{
    /// <summary>The workspace: its slug, or its uuid in braces. By default the session's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    public string? Workspace { get; set; }

    /// <summary>
    /// The repository: <c>slug</c>, <c>workspace/slug</c>, <c>{uuid}</c> or the address of its web page. By default the session's, else
    /// BITBUCKET_REPO_SLUG, else the git remote of the current folder.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("RepoSlug", "Slug")]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string? Repository { get; set; }

    /// <summary>The repository of this record.</summary>
    private protected RepositoryId Target => TargetOr(null);

    /// <inheritdoc/>
    private protected override object? FailureTarget => Repository ?? Workspace;

    /// <summary>The repository of this record; <paramref name="given"/> is what a piped object or an address says.</summary>
    private protected RepositoryId TargetOr(RepositoryId? given) =>
        RepositoryContext.Resolve(
            NotEmpty(Workspace), NotEmpty(Repository), given, CurrentSession, Environment.GetEnvironmentVariable,
            SessionState.Path.CurrentFileSystemLocation.ProviderPath)
        ?? throw new ItemFailedException(ErrorRecords.NoRepository(), terminating: true);

    /// <summary>The workspace of this record, for what belongs to no repository.</summary>
    private protected string FindWorkspace() =>
        (NotEmpty(Workspace) is { } given ? RepositoryId.Braced(given) : null)
        ?? RepositoryContext.Workspace(CurrentSession, Environment.GetEnvironmentVariable, SessionState.Path.CurrentFileSystemLocation.ProviderPath)
        ?? throw new ItemFailedException(ErrorRecords.NoWorkspace(), terminating: true);

    /// <summary>A piped object that has the property without a value says nothing.</summary>
    private protected static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
