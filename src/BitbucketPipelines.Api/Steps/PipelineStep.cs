using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>A step of a run.</summary>
public sealed class PipelineStep : RepositoryItem, IStepItem, ICheckedItem
{
    /// <summary>What tells it from others.</summary>
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid, Name);

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The name from the YAML file. Not in the documented schema, yet always sent for named steps.</summary>
    public string? Name { get; set; }

    /// <summary>The place in the run, from 1.</summary>
    [JsonIgnore]
    public int Position { get; set; }

    /// <summary>The run: its build number when known, else its uuid.</summary>
    [JsonIgnore]
    public string Pipeline { get; set; } = "";

    /// <summary>PENDING, READY, IN_PROGRESS or COMPLETED.</summary>
    [JsonIgnore]
    public string? State => StateDetail?.Name;

    /// <summary>PENDING, PAUSED or HALTED, when the server tells.</summary>
    [JsonIgnore]
    public string? Stage => StateDetail?.Stage?.Name;

    /// <summary>When completed: SUCCESSFUL, FAILED, ERROR, STOPPED, EXPIRED or NOT_RUN.</summary>
    [JsonIgnore]
    public string? Result => StateDetail?.Result?.Name;

    /// <summary>Why the result is ERROR.</summary>
    [JsonIgnore]
    public string? Error => (StateDetail?.Result?.Error ?? StateDetail?.Error)?.ToString();

    /// <summary>How long it took, or has taken so far when the server tells.</summary>
    [JsonIgnore]
    public TimeSpan? Duration => Seconds.ToTime(DurationInSeconds) is { } told ? told
        : CompletedOn is { } end && StartedOn is { } start && end >= start ? end - start
        : null;

    /// <summary>AUTOMATIC, MANUAL or REDEPLOY.</summary>
    [JsonIgnore]
    public string? Trigger => TriggerDetail?.ToString();

    /// <summary>The Docker image.</summary>
    [JsonIgnore]
    public string? Image => ImageDetail?.Name;

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedOn { get; set; }

    /// <summary>When it ended. A step that never ran has this equal to <see cref="StartedOn"/>.</summary>
    public DateTimeOffset? CompletedOn { get; set; }

    /// <summary>How often it was run: more than 1 after a rerun.</summary>
    public int? RunNumber { get; set; }

    /// <summary>The longest time it may take, in minutes.</summary>
    [JsonPropertyName("maxTime")]
    public int? MaxTime { get; set; }

    /// <summary>Build seconds charged.</summary>
    public long? BuildSecondsUsed { get; set; }

    /// <summary>How long it took, in seconds. Not documented, always seen.</summary>
    public double? DurationInSeconds { get; set; }

    /// <summary>The commands before the script.</summary>
    public List<StepCommand>? SetupCommands { get; set; }

    /// <summary>The commands of the script.</summary>
    public List<StepCommand>? ScriptCommands { get; set; }

    /// <summary>The commands after the script.</summary>
    public List<StepCommand>? TeardownCommands { get; set; }

    /// <summary>State, stage and result, as the server tells them.</summary>
    [JsonPropertyName("state")]
    public NamedState? StateDetail { get; set; }

    /// <summary>What started it, as the server tells it.</summary>
    [JsonPropertyName("trigger")]
    public Trigger? TriggerDetail { get; set; }

    /// <summary>The image, as the server tells it, without its password.</summary>
    [JsonPropertyName("image")]
    public StepImage? ImageDetail { get; set; }

    /// <summary>The run, as the server tells it.</summary>
    [JsonPropertyName("pipeline")]
    public PipelineLink? PipelineDetail { get; set; }

    /// <summary>Whether the step has ended.</summary>
    [JsonIgnore]
    public bool IsCompleted => State == PipelineStates.Completed;

    /// <summary>Whether the step ended other than well. A step that never ran did not fail.</summary>
    [JsonIgnore]
    public bool IsFailed => IsCompleted && Result is not (PipelineStates.Successful or PipelineStates.NotRun or null);

    /// <summary>The name to show: steps need not have one.</summary>
    [JsonIgnore]
    public string DisplayName => string.IsNullOrEmpty(Name) ? $"Step {Position}" : Name!;

    /// <inheritdoc/>
    string IStepItem.Step => DisplayName;

    /// <inheritdoc/>
    string? IStepItem.StepUuid => Uuid;

    /// <summary>The name.</summary>
    public override string ToString() => DisplayName;
}
