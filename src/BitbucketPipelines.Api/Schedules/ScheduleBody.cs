using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>The body that creates a schedule. Both discriminators, of the schedule and of its target, are required.</summary>
internal sealed class ScheduleBody
{
    /// <summary>The kind of object.</summary>
    public string Type { get; } = PipelineSchedule.ScheduleType;

    /// <summary>Branch and pipeline.</summary>
    public PipelineTarget Target { get; set; } = new();

    /// <summary>Seven fields of Quartz.</summary>
    [JsonPropertyName("cron_pattern")]
    public string Cron { get; set; } = "";

    /// <summary>Whether it is to run. The server ignores false: a new schedule is enabled.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The target of a branch's own pipeline, or of a custom one.</summary>
    public static PipelineTarget TargetOf(string branch, string? custom) => new()
    {
        Type = PipelineTarget.RefType,
        RefKind = "branch",
        RefName = branch,
        Selector = custom is null ? new PipelineSelector { Type = "branches", Pattern = branch } : PipelineSelector.Custom(custom),
    };
}
