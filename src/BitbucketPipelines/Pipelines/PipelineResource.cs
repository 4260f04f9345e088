using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines;

/// <summary>Describes runs for the list cmdlets.</summary>
internal static class PipelineResource
{
    /// <summary>The runs of a repository that match a filter, newest first.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="filter">The filter for the server. The caller applies what the server cannot filter.</param>
    /// <param name="site">The base URL of the website.</param>
    public static Resource<Pipeline> Of(RepositoryId repository, PipelineFilter filter, Uri site) => new(
        "run", repository.ToString(), repository.Workspace, repository.Slug, filter.Apply(Api.Endpoints.Pipelines.List(repository)),
        _ => null, p => p.Uuid)
    {
        SetLocation = run => run.SetLocation(repository, site),
    };
}
