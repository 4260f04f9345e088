using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Schedules, described for the cmdlets. They have no names.</summary>
internal static class ScheduleResource
{
    /// <summary>The schedules of a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="site">The address of the web site.</param>
    public static Resource<PipelineSchedule> Of(RepositoryId repository, Uri site) => new(
        "schedule", repository.ToString(), repository.Workspace, repository.Slug, ScheduleOperations.List(repository), _ => null,
        s => s.Uuid)
    {
        NotFound = (wanted, all) => ErrorRecords.ScheduleNotFound(wanted, repository, all),
        Get = uuid => ScheduleOperations.Get(repository, uuid),
        SetLocation = s => s.SetLocation(repository, site),
    };

    /// <summary>What became of a schedule, time after time. A failure has nothing that tells it from another.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="site">The address of the web site.</param>
    public static Resource<ScheduleExecution> Executions(RepositoryId repository, PipelineSchedule schedule, Uri site) => new(
        "execution", repository.ToString(), repository.Workspace, repository.Slug,
        ScheduleOperations.Executions(repository, Required.Uuid(schedule.Uuid, $"schedule '{schedule}'")), _ => null,
        e => e.PipelineDetail?.Uuid)
    {
        SetLocation = execution =>
        {
            execution.SetLocation(repository, site);
            execution.Schedule = schedule.Uuid ?? "";
        },
    };
}
