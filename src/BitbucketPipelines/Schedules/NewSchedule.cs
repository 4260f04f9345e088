using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines;

/// <summary>What one input record of New-BbSchedule asks for.</summary>
/// <param name="Branch">The branch.</param>
/// <param name="Custom">The custom pipeline; null for the pipeline of the branch.</param>
/// <param name="Cron">The times: seven fields of Quartz.</param>
/// <param name="Disabled">Whether the schedule is to be disabled.</param>
/// <param name="Force">Whether a branch that does not exist is accepted.</param>
internal sealed record NewScheduleRequest(string Branch, string? Custom, string Cron, bool Disabled, bool Force)
{
    /// <summary>Whether the branch exists, or need not exist, so that it is not checked.</summary>
    public bool IsBranchKnown { get; init; }

    /// <summary>The body that creates the schedule.</summary>
    public ScheduleBody ToBody() => new()
    {
        Target = ScheduleBody.CreateTarget(Branch, Custom),
        Cron = Cron,
        Enabled = !Disabled,
    };
}

/// <summary>Plans the schedules of New-BbSchedule.</summary>
internal static class NewSchedule
{
    /// <summary>Creates the change of one input record. A schedule that exists already is unchanged, or disabled if requested.</summary>
    /// <param name="schedules">The schedules of the repository.</param>
    /// <param name="session">The session.</param>
    /// <param name="request">What the record asks for.</param>
    /// <param name="targets">Looks at the branches and pipelines of the call.</param>
    /// <param name="writeVerbose">Writes verbose output, on the pipeline thread.</param>
    /// <param name="writeWarning">Writes a warning, on the pipeline thread.</param>
    public static PlaceChange Of(
        NewSchedules schedules, BitbucketSession session, NewScheduleRequest request, NewScheduleTargets targets,
        Action<string> writeVerbose, Action<string> writeWarning)
    {
        RepositoryId repository = schedules.Repository;
        ScheduleBody body = request.ToBody();
        ScheduleTarget? target = null;
        return new PlaceChange(
            "schedule", $"{body.Target}, {body.Cron}", repository.Workspace, repository.Slug, session, Plan)
        {
            FailureTarget = request.Branch,
            Key = $"{request.Branch} {request.Custom} {body.Cron}",
            Read = async token =>
            {
                await schedules.ReadAsync(token).ConfigureAwait(false);
                if (schedules.Find(body) is null)
                {
                    target = await targets.CheckAsync(schedules, request.Branch, request.Custom, request.IsBranchKnown, token)
                        .ConfigureAwait(false);
                }
            },
        };

        PlannedWrite Plan()
        {
            if (schedules.Find(body) is { } existing)
            {
                existing.ReportExisting(repository, request.Disabled, writeVerbose, writeWarning);
                return Keep(existing);
            }

            target?.ReportDoubts(repository, request.Branch, request.Custom, writeVerbose, writeWarning);
            return new PlannedWrite(
                ItemAction.Create, $"Create schedule of {body.Target} at '{body.Cron}' ({body.DescribeState()})", repository.ToString(),
                async token => await schedules.CreateAsync(body, token).ConfigureAwait(false))
            {
                Map = e => Errors.ScheduleFailed(e, session, repository, null),
                Refusal = target?.Refusal(repository, request.Branch, request.Force),
                Requests = request.Disabled ? 2 : 1,
            };
        }

        PlannedWrite Keep(PipelineSchedule existing)
        {
            string name = $"{repository} {existing.Uuid} ({existing})";
            return !request.Disabled || !existing.Enabled
                ? PlannedWrite.Unchanged("Keep schedule", name, existing)
                : new PlannedWrite(
                    ItemAction.Update, "Disable schedule", name,
                    async token => await schedules.DisableAsync(existing, token).ConfigureAwait(false))
                {
                    Map = e => Errors.ScheduleNotFound(e, repository),
                };
        }
    }
}
