using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Requests for repositories and their contents.</summary>
internal static class Repositories
{
    /// <summary>Lists the repositories of a workspace.</summary>
    public static ApiRequest<Page<Repository>> List(string workspace) =>
        ApiRequest.Get($"repositories/{workspace}", WireContext.Default.PageRepository);

    /// <summary>Lists the projects of a workspace. Needs a scope of its own: project, or read:project:bitbucket.</summary>
    public static ApiRequest<Page<Project>> Projects(string workspace) =>
        ApiRequest.Get($"workspaces/{workspace}/projects", WireContext.Default.PageProject);

    /// <summary>Gets a repository.</summary>
    public static ApiRequest<Repository> Get(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}", WireContext.Default.Repository);

    /// <summary>Gets a commit by its hash (full or abbreviated) or by a branch or tag name.</summary>
    public static ApiRequest<Commit> Commit(RepositoryId repository, string revision) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/commit/{revision}", WireContext.Default.Commit);

    /// <summary>Lists the commits that can be reached from one revision and not from another one, newest first.</summary>
    public static ApiRequest<Page<CommitEntry>> Commits(RepositoryId repository, string include, string exclude) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/commits", WireContext.Default.PageCommitEntry)
            .With("include", include).With("exclude", exclude);

    /// <summary>Lists the branches.</summary>
    public static ApiRequest<Page<Ref>> Branches(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/refs/branches", WireContext.Default.PageRef);

    /// <summary>Lists the tags.</summary>
    public static ApiRequest<Page<Ref>> Tags(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/refs/tags", WireContext.Default.PageRef);

    /// <summary>Lists the open pull requests. At most 50 fit on a page.</summary>
    public static ApiRequest<Page<PullRequest>> PullRequests(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pullrequests", WireContext.Default.PagePullRequest);

    /// <summary>Gets a pull request.</summary>
    public static ApiRequest<PullRequest> PullRequest(RepositoryId repository, int id) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pullrequests/{id}", WireContext.Default.PullRequest);

    /// <summary>
    /// Gets a file at a revision. A branch name that contains a slash does not work as a revision: use the hash of its commit.
    /// </summary>
    public static ApiRequest File(RepositoryId repository, string revision, string path) =>
        ApiRequest.GetBytes($"repositories/{repository.Workspace}/{repository.Slug}/src/{revision}/{path}");
}
