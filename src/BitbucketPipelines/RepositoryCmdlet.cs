using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>A cmdlet that works in a repository.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RepositoryCmdlet : WorkspaceCmdlet
{
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
}
