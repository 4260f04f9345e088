using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>A cmdlet that works in a workspace.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WorkspaceCmdlet : BitbucketCmdlet
{
    /// <summary>The workspace: its slug, or its uuid in braces. By default the session's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    public string? Workspace { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Workspace;

    /// <summary>The workspace of this record, for what belongs to no repository.</summary>
    private protected string FindWorkspace() =>
        (NotEmpty(Workspace) is { } given ? RepositoryId.Braced(given) : null)
        ?? RepositoryContext.Workspace(CurrentSession, Environment.GetEnvironmentVariable, SessionState.Path.CurrentFileSystemLocation.ProviderPath)
        ?? throw new ItemFailedException(ErrorRecords.NoWorkspace(), terminating: true);

    /// <summary>A piped object that has the property without a value says nothing.</summary>
    private protected static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
