using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that work on a commit.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class CommitCmdlet : RepositoryCmdlet
{
    /// <summary>
    /// The commit: its hash, whole or abbreviated, or a branch or a tag. A run that is piped in stands for its commit. The default is
    /// BITBUCKET_COMMIT, which a step of Bitbucket Pipelines has, and otherwise the commit that is checked out in the current folder, if
    /// the folder is a clone of the repository.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    [OneName(nameof(Commit))]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public virtual string? Commit { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Commit ?? base.FailureTarget;

    /// <summary>The commit of this record, as it was specified.</summary>
    /// <exception cref="ErrorRecordException">No commit was specified, and there is no default.</exception>
    private protected string CommitOf(RepositoryId repository)
    {
        if (NotEmpty(Commit) is { } given)
        {
            return given.Trim();
        }

        Func<string, string?> variable = Environment.GetEnvironmentVariable;
        if (variable("BITBUCKET_COMMIT") is { Length: > 0 } own && EnvironmentPlace.Read(variable) is var (workspace, slug)
            && (workspace is null || RepositoryId.SameWorkspace(workspace, repository.Workspace) != false)
            && (slug is null || Guid.TryParse(repository.Slug, out _) || RepositoryId.IsSame(
                repository, repository.Workspace, slug)))
        {
            return own.Trim();
        }

        string folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        if (GitRemote.CloneOf(folder, repository, CurrentSession.SiteUri.Host, variable) is not null
            && GitHead.Find(folder, variable) is { } head)
        {
            return head;
        }

        string? branch = PipelineInput.Text(this, "Branch") ?? PipelineInput.Text(this, "Tag");
        throw new ErrorRecordException(Errors.CommitRequired(repository, branch), terminating: !MyInvocation.ExpectingInput);
    }

    /// <summary>The whole hash of a commit. Bitbucket is asked for it unless it is one.</summary>
    private protected static async Task<string> ResolveCommitAsync(
        BitbucketClient client, RepositoryId repository, string commit, CancellationToken cancellationToken)
    {
        if (GitHead.IsHash(commit))
        {
            return commit;
        }

        // The name of a branch is not always a revision: one with a slash is none. The list says the hash.
        Commit found = await ErrorMap.RunAsync(
            async token =>
            {
                if (!commit.All(Uri.IsHexDigit))
                {
                    foreach (ApiRequest<Page<Ref>> list in new[] { Repositories.Branches(repository), Repositories.Tags(repository) })
                    {
                        Page<Ref> page = await client.SendAsync(list.With("q", QueryText.Equal("name", commit)), token)
                            .ConfigureAwait(false);
                        if (page.Values?.FirstOrDefault()?.Target is { Hash.Length: > 0 } target)
                        {
                            return target;
                        }
                    }
                }

                return await client.SendAsync(Repositories.Commit(repository, commit), token).ConfigureAwait(false);
            },
            e => Errors.CommitNotFound(e, commit, repository), cancellationToken).ConfigureAwait(false);
        return found.Hash is { Length: > 0 } hash ? hash : commit;
    }
}
