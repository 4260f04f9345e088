using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Schedules;

/// <summary>The requested change of a schedule. A property that is null leaves the value as it is.</summary>
internal sealed record ScheduleEdit
{
    /// <summary>Whether the schedule is to be enabled.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The new pattern: seven fields of Quartz.</summary>
    public string? Cron { get; init; }

    /// <summary>The new branch.</summary>
    public string? Branch { get; init; }

    /// <summary>The new custom pipeline.</summary>
    public string? Custom { get; init; }

    /// <summary>Whether the pipeline of the branch is to be run instead of a custom one.</summary>
    public bool NoCustom { get; init; }

    /// <summary>Whether no change is requested.</summary>
    public bool IsEmpty => Enabled is null && Cron is null && Branch is null && Custom is null && !NoCustom;

    /// <summary>Whether the change names a branch or a custom pipeline, which may not exist.</summary>
    public bool NamesTarget => Branch is not null || Custom is not null;

    /// <summary>The branch of a schedule after the change.</summary>
    public string BranchOf(PipelineSchedule schedule) => Branch ?? schedule.Branch ?? "";

    /// <summary>The custom pipeline of a schedule after the change, or null for the pipeline of the branch.</summary>
    public string? CustomOf(PipelineSchedule schedule) => NoCustom ? null : Custom ?? schedule.Custom;
}

/// <summary>The plan for one schedule, made from the requested change.</summary>
/// <param name="Action">How the schedule is changed.</param>
/// <param name="Body">The schedule after the change.</param>
internal sealed record PlannedSchedule(ScheduleAction Action, ScheduleBody Body);

/// <summary>How a schedule is changed.</summary>
internal enum ScheduleAction
{
    /// <summary>Not at all: it is as requested already.</summary>
    Unchanged,

    /// <summary>It is enabled or disabled.</summary>
    SetState,

    /// <summary>It is replaced by a new schedule, because the API cannot change a pattern or a target.</summary>
    Replace,
}
