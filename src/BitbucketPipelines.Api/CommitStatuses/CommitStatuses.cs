using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Requests for the statuses of builds of a commit.</summary>
internal static class CommitStatuses
{
    /// <summary>The longest key that Bitbucket accepts.</summary>
    public const int LongestKey = 40;

    /// <summary>Lists the statuses of a commit.</summary>
    public static ApiRequest<Page<CommitStatus>> List(RepositoryId repository, string commit) => ApiRequest.Get(
        $"repositories/{repository.Workspace}/{repository.Slug}/commit/{commit}/statuses", WireContext.Default.PageCommitStatus);

    /// <summary>
    /// Creates the status with a key, or replaces it: for a key that exists, Bitbucket overwrites the status. So the request may be sent
    /// twice.
    /// </summary>
    public static ApiRequest<CommitStatus> Set(RepositoryId repository, string commit, CommitStatusBody status) => ApiRequest.Post(
        $"repositories/{repository.Workspace}/{repository.Slug}/commit/{commit}/statuses/build",
        status, WireContext.Default.CommitStatusBody, WireContext.Default.CommitStatus) with
    {
        Repeatable = true,
    };
}
