using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Requests for schedules.</summary>
internal static class ScheduleOperations
{
    /// <summary>Lists the schedules of a repository.</summary>
    public static ApiRequest<Page<PipelineSchedule>> List(RepositoryId repository) =>
        ApiRequest.Get($"{Path(repository)}", WireContext.Default.PagePipelineSchedule);

    /// <summary>Gets a schedule.</summary>
    public static ApiRequest<PipelineSchedule> Get(RepositoryId repository, string uuid) =>
        ApiRequest.Get($"{Path(repository)}/{uuid}", WireContext.Default.PipelineSchedule);

    /// <summary>Creates a schedule, which is enabled whatever the body says. Answers 401 at the limit of schedules.</summary>
    public static ApiRequest<PipelineSchedule> Create(RepositoryId repository, ScheduleBody body) =>
        ApiRequest.Post($"{Path(repository)}", body, WireContext.Default.ScheduleBody, WireContext.Default.PipelineSchedule);

    /// <summary>Enables or disables a schedule.</summary>
    public static ApiRequest<PipelineSchedule> Update(RepositoryId repository, string uuid, bool enabled) => ApiRequest.Put(
        $"{Path(repository)}/{uuid}", new ScheduleChange { Enabled = enabled }, WireContext.Default.ScheduleChange,
        WireContext.Default.PipelineSchedule);

    /// <summary>Removes a schedule.</summary>
    public static ApiRequest Delete(RepositoryId repository, string uuid) => ApiRequest.Delete($"{Path(repository)}/{uuid}");

    /// <summary>Lists the executions of a schedule.</summary>
    public static ApiRequest<Page<ScheduleExecution>> Executions(RepositoryId repository, string uuid) =>
        ApiRequest.Get($"{Path(repository)}/{uuid}/executions", WireContext.Default.PageScheduleExecution);

    private static FormattableString Path(RepositoryId repository) =>
        $"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config/schedules";
}
