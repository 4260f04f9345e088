using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines.Api.Models;

/// <summary>The body that creates a schedule. Both discriminators, of the schedule and of its target, are required.</summary>
internal sealed class ScheduleBody
{
    /// <summary>The type of the object.</summary>
    public string Type { get; } = PipelineSchedule.ScheduleType;

    /// <summary>Branch and pipeline.</summary>
    public PipelineTarget Target { get; set; } = new();

    /// <summary>The pattern: seven fields of Quartz.</summary>
    [JsonPropertyName("cron_pattern")]
    public string Cron { get; set; } = "";

    /// <summary>Whether the schedule is to be enabled. The server ignores false: a new schedule is always enabled.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Describes whether the schedule is disabled or when it runs next, for messages.</summary>
    public string DescribeState() =>
        !Enabled ? "disabled" : CronPattern.TryParse(Cron) is { } cron ? PlannedRun.Describe(cron) : "enabled";

    /// <summary>
    /// Creates the target for a custom pipeline, or for the pipeline of the branch when <paramref name="custom"/> is null.
    /// </summary>
    public static PipelineTarget CreateTarget(string branch, string? custom) => new()
    {
        Type = PipelineTarget.RefType,
        RefKind = "branch",
        RefName = branch,
        Selector = custom is null ? new PipelineSelector { Type = "branches", Pattern = branch } : PipelineSelector.Custom(custom),
    };
}
