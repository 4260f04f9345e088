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
    public static bool IsSame(PipelineSchedule schedule, ScheduleBody body) =>
        IsSame((schedule.Branch, schedule.Custom, schedule.Cron), PartsOf(body));

    /// <summary>Whether two schedules that are to be created have the same branch, pipeline and times.</summary>
    public static bool IsSame(ScheduleBody one, ScheduleBody other) => IsSame(PartsOf(one), PartsOf(other));

    private static (string? Branch, string? Custom, string? Cron) PartsOf(ScheduleBody body) => (
        body.Target.RefName, body.Target.Selector is { Type: PipelineSelector.CustomType } custom ? custom.Pattern : null, body.Cron);

    private static bool IsSame(
        (string? Branch, string? Custom, string? Cron) one, (string? Branch, string? Custom, string? Cron) other) =>
        one.Branch == other.Branch && one.Custom == other.Custom
        && (string.Equals(one.Cron, other.Cron, StringComparison.OrdinalIgnoreCase)
            || (CronPattern.TryParse(one.Cron) is { } cron && CronPattern.TryParse(other.Cron) is { } wanted
                && cron.IsEquivalentTo(wanted)));

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
