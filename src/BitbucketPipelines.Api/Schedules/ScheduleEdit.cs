using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Schedules;

/// <summary>The wanted change of a schedule. What is null stays as it is.</summary>
internal sealed record ScheduleEdit
{
    /// <summary>Whether it is to run.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Another pattern: seven fields of Quartz.</summary>
    public string? Cron { get; init; }

    /// <summary>Another branch.</summary>
    public string? Branch { get; init; }

    /// <summary>Another custom pipeline.</summary>
    public string? Custom { get; init; }

    /// <summary>Whether the branch's own pipeline takes the place of a custom one.</summary>
    public bool NoCustom { get; init; }

    /// <summary>Whether it asks for nothing.</summary>
    public bool IsEmpty => Enabled is null && Cron is null && Branch is null && Custom is null && !NoCustom;

    /// <summary>Whether it names a branch or a pipeline, which may not exist.</summary>
    public bool NamesTarget => Branch is not null || Custom is not null;

    /// <summary>The branch of a schedule after the change.</summary>
    public string BranchOf(PipelineSchedule schedule) => Branch ?? schedule.Branch ?? "";

    /// <summary>The custom pipeline of a schedule after the change, or null for the branch's own.</summary>
    public string? CustomOf(PipelineSchedule schedule) => NoCustom ? null : Custom ?? schedule.Custom;
}

/// <summary>What has to be done to a schedule so that it is as wanted.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Body">The schedule as it is afterwards.</param>
internal sealed record PlannedSchedule(ScheduleAction Action, ScheduleBody Body)
{
    /// <summary>Whether it is to run, and when next, in words.</summary>
    public string DescribeState() =>
        !Body.Enabled ? "disabled" : CronPattern.TryParse(Body.Cron) is { } cron ? PlannedRun.Describe(cron) : "enabled";
}

/// <summary>What has to be done to a schedule.</summary>
internal enum ScheduleAction
{
    /// <summary>Nothing: it is as wanted.</summary>
    Unchanged,

    /// <summary>It is enabled or disabled.</summary>
    SetState,

    /// <summary>A new one takes its place: the API cannot change a pattern or a target.</summary>
    Replace,
}
