using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Describes the statuses of a commit for the cmdlets.</summary>
internal static class CommitStatusResource
{
    public static Resource<CommitStatus> Of(RepositoryId repository, string commit, Uri site) => new(
        "commit status", $"commit {commit} of {repository}", repository.Workspace, repository.Slug,
        CommitStatuses.List(repository, commit), s => s.Key, s => s.Uuid ?? s.Key)
    {
        NotFound = (wanted, all) => Errors.CommitStatusNotFound(wanted, repository, commit, all),
        SetLocation = s => s.SetCommit(repository, site, commit),
    };
}
