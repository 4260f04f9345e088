using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines.Api.Models;

/// <summary>A schedule, which runs a pipeline of a branch at certain times.</summary>
public sealed class PipelineSchedule : RepositoryItem, ICheckedItem, IOwnState
{
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid);

    bool IOwnState.IsLike(object other) => other is PipelineSchedule schedule && schedule.Enabled == Enabled;

    /// <summary>The value of <see cref="BitbucketObject.Type"/>. Bitbucket refuses the body of a request without it.</summary>
    public const string ScheduleType = "pipeline_schedule";

    private CronPattern? _pattern;

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>Whether the schedule is enabled.</summary>
    [JsonConverter(typeof(FlagConverter))]
    public bool Enabled { get; set; }

    /// <summary>Whether the schedule is disabled. A piped schedule binds it to -Disabled of New-BbSchedule.</summary>
    [JsonIgnore]
    public bool Disabled => !Enabled;

    /// <summary>The branch.</summary>
    [JsonIgnore]
    public string? Branch => Target?.RefName;

    /// <summary>The custom pipeline, or null for the pipeline of the branch.</summary>
    [JsonIgnore]
    public string? Custom => Target?.Selector is { Type: PipelineSelector.CustomType } selector ? selector.Pattern : null;

    /// <summary>The times of the runs: a cron pattern with the seven fields of Quartz, in UTC.</summary>
    [JsonPropertyName("cron_pattern")]
    public string? Cron { get; set; }

    /// <summary>The time of the next run, in UTC; null when the schedule is disabled or the pattern has no more runs.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextRun => !Enabled || (_pattern ??= CronPattern.TryParse(Cron)) is not { } pattern ? null
        : pattern.NextRuns().Select(t => (DateTimeOffset?)t).FirstOrDefault();

    /// <summary>When the schedule was created.</summary>
    public DateTimeOffset? CreatedOn { get; set; }

    /// <summary>When the schedule was last changed.</summary>
    public DateTimeOffset? UpdatedOn { get; set; }

    /// <summary>Branch and pipeline from the response.</summary>
    [JsonInclude]
    internal PipelineTarget? Target { get; set; }

    /// <inheritdoc/>
    private protected override bool IsChangedByUuid => true;

    /// <summary>The target and the pattern: <c>custom pipeline 'nightly' on branch trunk, 0 0 2 * * ? *</c>.</summary>
    public override string ToString() => $"{Target}, {Cron}";
}
