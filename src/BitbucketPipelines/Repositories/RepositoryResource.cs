using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Describes repositories for the list cmdlets.</summary>
internal static class RepositoryResource
{
    /// <summary>The repositories of a workspace, sorted by slug.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="site">The base URL of the website.</param>
    public static Resource<Repository> Of(string workspace, Uri site) => new(
        "repository", workspace, workspace, null, Api.Endpoints.Repositories.List(workspace).With("sort", "slug"), r => r.Slug,
        r => r.RepositoryUuid ?? r.FullName)
    {
        SetLocation = r => SetLocation(r, site),
    };

    /// <summary>Sets the URL of a repository's web page.</summary>
    public static void SetLocation(Repository repository, Uri site) =>
        repository.Url = WebLinks.Repository(site, new RepositoryId(repository.Workspace, repository.Slug ?? ""));
}
