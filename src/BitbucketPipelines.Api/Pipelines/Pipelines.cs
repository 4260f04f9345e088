using System.Globalization;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>
/// Requests for runs and steps. The collections <c>pipelines</c> and <c>steps</c> have a trailing slash, because all versions of the API
/// have accepted that. A run is identified by its build number or its uuid in braces.
/// </summary>
internal static class Pipelines
{
    /// <summary>Lists the runs of a repository, newest first. The default order of the server is oldest first.</summary>
    public static ApiRequest<Page<Pipeline>> List(RepositoryId repository) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/", WireContext.Default.PagePipeline)
            .With("sort", "-created_on");

    /// <summary>Gets a run.</summary>
    public static ApiRequest<Pipeline> Get(RepositoryId repository, string pipeline) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/{pipeline}", WireContext.Default.Pipeline) with
        {
            IsMeant = run => string.Equals(run.Uuid, pipeline, StringComparison.OrdinalIgnoreCase)
                || run.BuildNumber.ToString(CultureInfo.InvariantCulture) == pipeline,
        };

    /// <summary>Starts a run. The request is never retried.</summary>
    public static ApiRequest<Pipeline> Create(RepositoryId repository, TriggerRequest body) =>
        ApiRequest.Post($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/", body, WireContext.Default.TriggerRequest,
            WireContext.Default.Pipeline) with
        {
            IsMeant = run => run.BuildNumber > 0,
        };

    /// <summary>
    /// Starts a run of YAML that is not committed. The request is never retried. The documentation of this form has no trailing slash.
    /// </summary>
    public static ApiRequest<Pipeline> CreateOnDemand(RepositoryId repository, OnDemandRequest run) =>
        new(WireContext.Default.Pipeline)
        {
            Method = HttpMethod.Post,
            Path = ApiPath.Format($"repositories/{repository.Workspace}/{repository.Slug}/pipelines"),
            Query = run.ToQuery(),
            Body = run.Yaml,
            ContentType = "application/yaml",
            IsMeant = created => created.BuildNumber > 0,
        };

    /// <summary>Stops a run. While the run is paused on a manual step, the request is accepted (204) but has no effect.</summary>
    public static ApiRequest Stop(RepositoryId repository, string pipeline) =>
        ApiRequest.Post($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/{pipeline}/stopPipeline");

    /// <summary>Lists the steps of a run, in order.</summary>
    public static ApiRequest<Page<PipelineStep>> Steps(RepositoryId repository, string pipeline) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/{pipeline}/steps/",
            WireContext.Default.PagePipelineStep);

    /// <summary>Gets a step.</summary>
    public static ApiRequest<PipelineStep> Step(RepositoryId repository, string pipeline, string step) =>
        ApiRequest.Get($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/{pipeline}/steps/{step}",
            WireContext.Default.PipelineStep);

    /// <summary>
    /// Starts a manual step. The resource is not documented: it may change or end without notice. It takes uuids, no build number.
    /// </summary>
    public static ApiRequest StartStep(RepositoryId repository, string pipeline, string step) =>
        ApiRequest.Post(
            $"repositories/{repository.Workspace}/{repository.Slug}/pipelines/{pipeline}/steps/{step}/start_step") with
        {
            Root = ApiRoot.Internal,
            Body = [(byte)'{', (byte)'}'],
        };

    /// <summary>Gets the log of a step. Once the step has ended, the server redirects to storage.</summary>
    public static ApiRequest Log(RepositoryId repository, string pipeline, string step) =>
        ApiRequest.GetBytes($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/{pipeline}/steps/{step}/log");

    /// <summary>Gets the log of a service container of a step.</summary>
    public static ApiRequest ContainerLog(RepositoryId repository, string pipeline, string step, string log) =>
        ApiRequest.GetBytes($"repositories/{repository.Workspace}/{repository.Slug}/pipelines/{pipeline}/steps/{step}/logs/{log}");
}
