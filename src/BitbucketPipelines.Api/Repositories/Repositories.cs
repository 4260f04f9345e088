using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Repositories and what is in them, as far as runs need it.</summary>
internal static class Repositories
{
    /// <summary>The repositories of a workspace.</summary>
    public static ApiRequest<Page<Repository>> List(string workspace) =>
        ApiRequest.Get($"repositories/{workspace}", WireContext.Default.PageRepository);

    /// <summary>One repository.</summary>
    public static ApiRequest<Repository> Get(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}", WireContext.Default.Repository);

    /// <summary>A commit by its hash, full or short, or by the name of a branch or tag.</summary>
    public static ApiRequest<Commit> Commit(RepositoryId repository, string revision) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/commit/{revision}", WireContext.Default.Commit);

    /// <summary>The branches.</summary>
    public static ApiRequest<Page<Ref>> Branches(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/refs/branches", WireContext.Default.PageRef);

    /// <summary>The tags.</summary>
    public static ApiRequest<Page<Ref>> Tags(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/refs/tags", WireContext.Default.PageRef);

    /// <summary>One pull request.</summary>
    public static ApiRequest<PullRequest> PullRequest(RepositoryId repository, int id) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pullrequests/{id}", WireContext.Default.PullRequest);

    /// <summary>A file at a revision. A branch name with a slash does not work as a revision: use its hash.</summary>
    public static ApiRequest File(RepositoryId repository, string revision, string path) =>
        ApiRequest.GetBytes($"repositories/{repository.Workspace}/{repository.Slug}/src/{revision}/{path}");
}
