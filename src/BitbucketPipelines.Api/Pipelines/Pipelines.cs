using System.Globalization;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>
/// Runs. The collections <c>pipelines</c> and <c>steps</c> are written with a trailing slash: that has worked in every era of the API.
/// A run is addressed by its build number or its uuid in braces.
/// </summary>
internal static class Pipelines
{
    /// <summary>Newest first: the server's own order is oldest first.</summary>
    public static ApiRequest<Page<Pipeline>> List(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/", WireContext.Default.PagePipeline)
            .With("sort", "-created_on");

    /// <summary>One run.</summary>
    public static ApiRequest<Pipeline> Get(RepositoryId repository, string pipeline) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/{pipeline}", WireContext.Default.Pipeline) with
        {
            IsMeant = run => string.Equals(run.Uuid, pipeline, StringComparison.OrdinalIgnoreCase)
                || run.BuildNumber.ToString(CultureInfo.InvariantCulture) == pipeline,
        };

    /// <summary>Starts a run. Never sent twice.</summary>
    public static ApiRequest<Pipeline> Create(RepositoryId repository, TriggerRequest body) =>
        ApiRequest.Post($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/", body, WireContext.Default.TriggerRequest,
            WireContext.Default.Pipeline) with
        {
            IsMeant = run => run.BuildNumber > 0,
        };

    /// <summary>Asks a run to stop. Accepted (204) and without effect while the run is paused on a manual step.</summary>
    public static ApiRequest Stop(RepositoryId repository, string pipeline) =>
        ApiRequest.Post($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/{pipeline}/stopPipeline");

    /// <summary>The steps of a run, in order.</summary>
    public static ApiRequest<Page<PipelineStep>> Steps(RepositoryId repository, string pipeline) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/{pipeline}/steps/",
            WireContext.Default.PagePipelineStep);

    /// <summary>One step.</summary>
    public static ApiRequest<PipelineStep> Step(RepositoryId repository, string pipeline, string step) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/{pipeline}/steps/{step}",
            WireContext.Default.PipelineStep);

    /// <summary>The log of a step. Redirected to storage once the step has ended.</summary>
    public static ApiRequest Log(RepositoryId repository, string pipeline, string step) =>
        ApiRequest.GetBytes($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/{pipeline}/steps/{step}/log");

    /// <summary>The log of a service container of a step.</summary>
    public static ApiRequest ContainerLog(RepositoryId repository, string pipeline, string step, string log) =>
        ApiRequest.GetBytes($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/{pipeline}/steps/{step}/logs/{log}");
}
