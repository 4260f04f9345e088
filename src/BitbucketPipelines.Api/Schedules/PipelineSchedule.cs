using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines.Api.Models;

/// <summary>A schedule: when a pipeline of a branch is run by itself.</summary>
public sealed class PipelineSchedule : RepositoryItem, ICheckedItem
{
    /// <summary>What tells it from others.</summary>
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid);

    /// <summary>The value of <see cref="BitbucketObject.Type"/>, without which the body of a request is refused.</summary>
    public const string ScheduleType = "pipeline_schedule";

    private CronPattern? _pattern;

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>Whether it runs.</summary>
    [JsonConverter(typeof(FlagConverter))]
    public bool Enabled { get; set; }

    /// <summary>Whether it does not run: the name under which that is given when a schedule is made.</summary>
    [JsonIgnore]
    public bool Disabled => !Enabled;

    /// <summary>The branch.</summary>
    [JsonIgnore]
    public string? Branch => Target?.RefName;

    /// <summary>The custom pipeline, or null for the branch's own pipeline.</summary>
    [JsonIgnore]
    public string? Custom => Target?.Selector is { Type: PipelineSelector.CustomType } selector ? selector.Pattern : null;

    /// <summary>When it runs: seven fields of Quartz, in UTC.</summary>
    [JsonPropertyName("cron_pattern")]
    public string? Cron { get; set; }

    /// <summary>When it runs next, in UTC; null when it is disabled or its time is over.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextRun => !Enabled || (_pattern ??= CronPattern.TryParse(Cron)) is not { } pattern ? null
        : pattern.NextRuns().Select(t => (DateTimeOffset?)t).FirstOrDefault();

    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreatedOn { get; set; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? UpdatedOn { get; set; }

    /// <summary>Branch and pipeline, as the server tells them.</summary>
    public PipelineTarget? Target { get; set; }

    /// <summary>What and when: <c>custom pipeline 'nightly' on branch trunk, 0 0 2 * * ? *</c>.</summary>
    public override string ToString() => $"{Target}, {Cron}";
}
