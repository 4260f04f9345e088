using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Schedules;

/// <summary>Compares schedules with what is wanted, and decides what has to be done. Sends no request.</summary>
internal static class SchedulePlan
{
    /// <summary>Plans the requested change of a schedule.</summary>
    public static PlannedSchedule Make(PipelineSchedule schedule, ScheduleEdit edit)
    {
        bool isSameTarget = !edit.NamesTarget && !edit.NoCustom;
        var body = new ScheduleBody
        {
            Target = isSameTarget && ToRequestTarget(schedule) is { } same
                ? same : ScheduleBody.CreateTarget(edit.BranchOf(schedule), edit.CustomOf(schedule)),
            Cron = edit.Cron ?? schedule.Cron ?? "",
            Enabled = edit.Enabled ?? schedule.Enabled,
        };
        return new PlannedSchedule(
            !IsSame(schedule, body) ? ScheduleAction.Replace
                : body.Enabled != schedule.Enabled ? ScheduleAction.SetState
                : ScheduleAction.Unchanged,
            body);
    }

    /// <summary>Whether a schedule has the same branch, pipeline and times as <paramref name="body"/>.</summary>
    public static bool IsSame(PipelineSchedule schedule, ScheduleBody body)
    {
        return schedule.Branch == body.Target.RefName
            && schedule.Custom == (body.Target.Selector is { Type: PipelineSelector.CustomType } custom ? custom.Pattern : null)
            && (string.Equals(schedule.Cron, body.Cron, StringComparison.OrdinalIgnoreCase)
                || (CronPattern.TryParse(schedule.Cron) is { } cron && CronPattern.TryParse(body.Cron) is { } wanted
                && cron.IsEquivalentTo(wanted)));
    }

    /// <summary>The target of a schedule, with only the properties that a request accepts.</summary>
    private static PipelineTarget? ToRequestTarget(PipelineSchedule schedule) =>
        schedule.Target is not { RefName: { } branch, Selector: { } selector } ? null : new()
    {
        Type = PipelineTarget.RefType,
        RefKind = "branch",
        RefName = branch,
        Selector = new PipelineSelector { Type = selector.Type, Pattern = selector.Pattern },
    };
}
