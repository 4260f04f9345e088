using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the build statuses of a commit: those of Bitbucket Pipelines and those of other systems.</summary>
/// <remarks>
/// Bitbucket shows these statuses beside the commit and in its pull requests, where they can be a condition for merging. A run that is
/// piped in stands for its commit. Without -Commit, it is the commit of the build (BITBUCKET_COMMIT), or the one that is checked out in the
/// current folder.
/// </remarks>
/// <example>
/// <code>Get-BbCommitStatus -Commit trunk</code>
/// <para>Gets the statuses of the newest commit of a branch.</para>
/// </example>
/// <example>
/// <code>Get-BbPipeline 1 | Get-BbCommitStatus -State FAILED, STOPPED</code>
/// <para>Gets the builds of the commit of a run that did not succeed.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbCommitStatus", SupportsPaging = true)]
[OutputType(typeof(CommitStatus))]
public sealed class GetCommitStatusCommand : CommitCmdlet
{
    /// <summary>
    /// The commit: its hash, whole or abbreviated, or a branch or a tag. A run that is piped in stands for its commit. The default is
    /// BITBUCKET_COMMIT, which a step of Bitbucket Pipelines has, and otherwise the commit that is checked out in the current folder, if
    /// the folder is a clone of the repository.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    [OneName(nameof(Commit))]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public override string? Commit { get; set; }

    /// <summary>Gets the statuses with these keys. The case does not matter. Supports wildcards.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string[]? Key { get; set; }

    /// <summary>Gets the statuses with one of these states.</summary>
    [Parameter]
    [ValidateSet("SUCCESSFUL", "FAILED", "INPROGRESS", "STOPPED")]
    public string[] State { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        (RepositoryId repository, Uri site, string[] states) = (TargetRepository, CurrentSession.SiteUri, State);
        string commit = CommitOf(repository);
        var query = new ListQuery<CommitStatus>
        {
            Names = Key,
            Filter = states.Length == 0 ? null : s => states.Contains(s.State ?? "", StringComparer.OrdinalIgnoreCase),
        };
        WriteList(
            async (client, token) =>
            {
                string hash = await ResolveCommitAsync(client, repository, commit, token).ConfigureAwait(false);
                return (CommitStatusResource.Of(repository, hash, site), query);
            },
            commit, e => Errors.CommitNotFound(e, commit, repository));
    }
}
