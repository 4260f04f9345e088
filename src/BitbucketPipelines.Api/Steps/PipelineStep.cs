using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>A step of a run.</summary>
public sealed class PipelineStep : RepositoryItem, IStepItem, ICheckedItem
{
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid, Name);

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>
    /// The name from bitbucket-pipelines.yml. It is not in the documented schema, but the server always sends it for named steps.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>The position in the run, starting at 1.</summary>
    [JsonIgnore]
    public int Position { get; set; }

    /// <summary>The run: its build number if known, else its uuid.</summary>
    [JsonIgnore]
    public string Pipeline { get; set; } = "";

    /// <summary>The state: PENDING, READY, IN_PROGRESS or COMPLETED.</summary>
    [JsonIgnore]
    public string? State => StateDetail?.Name;

    /// <summary>The stage: PENDING, PAUSED or HALTED; null when the server does not state it.</summary>
    [JsonIgnore]
    internal string? Stage => StateDetail?.Stage?.Name;

    /// <summary>The result of a completed step: SUCCESSFUL, FAILED, ERROR, STOPPED, EXPIRED or NOT_RUN.</summary>
    [JsonIgnore]
    public string? Result => StateDetail?.Result?.Name;

    /// <summary>The result of a step that has ended, otherwise the stage if it says more than the state, otherwise the state.</summary>
    [JsonIgnore]
    public string? Status => Result ?? (Stage == PipelineStates.Pending ? null : Stage) ?? State;

    /// <summary>The reason for the result ERROR.</summary>
    [JsonIgnore]
    public string? Error => (StateDetail?.Result?.Error ?? StateDetail?.Error)?.ToString();

    /// <summary>The duration. While the step runs, the time so far if the server states it.</summary>
    [JsonIgnore]
    internal TimeSpan? Duration => Seconds.ToTime(DurationInSeconds) is { } stated ? stated
        : CompletedOn is { } end && StartedOn is { } start && end >= start ? end - start
        : null;

    /// <summary>The duration in seconds. While the step runs, the time so far if the server states it.</summary>
    [JsonIgnore]
    public double? DurationSeconds => Seconds.Of(Duration);

    /// <summary>What starts the step: AUTOMATIC, MANUAL or REDEPLOY.</summary>
    [JsonIgnore]
    public string? Trigger => TriggerDetail?.ToString();

    /// <summary>The Docker image.</summary>
    [JsonIgnore]
    public string? Image => ImageDetail?.Name;

    /// <summary>When the step started.</summary>
    public DateTimeOffset? StartedOn { get; set; }

    /// <summary>When the step ended. For a step that never ran it equals <see cref="StartedOn"/>.</summary>
    public DateTimeOffset? CompletedOn { get; set; }

    /// <summary>How often the step was run: more than 1 after a rerun.</summary>
    public int? RunNumber { get; set; }

    /// <summary>The maximum duration in minutes.</summary>
    [JsonInclude]
    [JsonPropertyName("maxTime")]
    internal int? MaxTime { get; set; }

    /// <summary>The number of build seconds charged.</summary>
    public long? BuildSecondsUsed { get; set; }

    /// <summary>The duration in seconds. The server has always sent it, although it is not documented.</summary>
    [JsonInclude]
    internal double? DurationInSeconds { get; set; }

    /// <summary>The commands before the script.</summary>
    [JsonInclude]
    internal List<StepCommand>? SetupCommands { get; set; }

    /// <summary>The commands of the script.</summary>
    [JsonInclude]
    internal List<StepCommand>? ScriptCommands { get; set; }

    /// <summary>The commands after the script.</summary>
    [JsonInclude]
    internal List<StepCommand>? TeardownCommands { get; set; }

    /// <summary>State, stage and result from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("state")]
    internal NamedState? StateDetail { get; set; }

    /// <summary>The trigger from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("trigger")]
    internal Trigger? TriggerDetail { get; set; }

    /// <summary>The image from the response, without its password.</summary>
    [JsonInclude]
    [JsonPropertyName("image")]
    internal StepImage? ImageDetail { get; set; }

    /// <summary>The run from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("pipeline")]
    internal PipelineLink? PipelineDetail { get; set; }

    /// <summary>Whether the step has ended.</summary>
    [JsonIgnore]
    internal bool IsCompleted => State == PipelineStates.Completed;

    /// <summary>Whether the step has started, so that it can have a log or a test report.</summary>
    [JsonIgnore]
    internal bool HasStarted => State is not (PipelineStates.Pending or PipelineStates.Ready) && Result != PipelineStates.NotRun;

    /// <summary>Whether the step ended with the result SUCCESSFUL.</summary>
    [JsonIgnore]
    public bool IsSuccessful => IsCompleted && Result == PipelineStates.Successful;

    /// <summary>Whether the step ended with another result than SUCCESSFUL. A step that never ran did not fail.</summary>
    [JsonIgnore]
    public bool IsFailed => IsCompleted && Result is not (PipelineStates.Successful or PipelineStates.NotRun or null);

    /// <summary>The name, or <c>Step</c> and the position for a step without a name.</summary>
    [JsonIgnore]
    internal string DisplayName => string.IsNullOrEmpty(Name) ? $"Step {Position}" : Name!;

    /// <inheritdoc/>
    string IStepItem.Step => DisplayName;

    /// <inheritdoc/>
    string? IStepItem.StepUuid => Uuid;

    /// <summary>The name.</summary>
    public override string ToString() => DisplayName;
}
