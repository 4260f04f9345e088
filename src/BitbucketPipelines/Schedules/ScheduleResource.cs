using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines;

/// <summary>Describes schedules and their executions for the cmdlets. Schedules have no names.</summary>
internal static class ScheduleResource
{
    /// <summary>The schedules of a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="site">The address of the web site.</param>
    public static Resource<PipelineSchedule> Of(RepositoryId repository, Uri site) => new(
        "schedule", repository.ToString(), repository.Workspace, repository.Slug, ScheduleOperations.List(repository), _ => null,
        s => s.Uuid)
    {
        NotFound = (wanted, all) => Errors.ScheduleNotFound(wanted, repository, all),
        Get = uuid => ScheduleOperations.Get(repository, uuid),
        SetLocation = s => s.SetLocation(repository, site),
    };

    /// <summary>Reads the value of -Cron.</summary>
    /// <exception cref="ErrorRecordException">The pattern cannot be read, or has no run in the future.</exception>
    public static CronPattern ParseCron(string text) =>
        ErrorMap.Run(() => CronPattern.ParseUpcoming(text), e => Errors.InvalidCron(e, text));

    /// <summary>The executions of a schedule. A failed one has neither name nor uuid.</summary>
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
