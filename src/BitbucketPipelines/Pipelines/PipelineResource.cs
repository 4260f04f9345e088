using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines;

/// <summary>Runs, described for the cmdlets.</summary>
internal static class PipelineResource
{
    /// <summary>The runs of a repository that pass a filter, the newest first.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="filter">What the server is asked for; what it cannot filter is left to the caller.</param>
    /// <param name="site">The address of the web site.</param>
    public static Resource<Pipeline> Of(RepositoryId repository, PipelineFilter filter, Uri site) => new(
        "run", repository.ToString(), repository.Workspace, repository.Slug, filter.Apply(Api.Endpoints.Pipelines.List(repository)),
        _ => null, p => p.Uuid)
    {
        SetLocation = run => run.Locate(repository, site),
    };
}
