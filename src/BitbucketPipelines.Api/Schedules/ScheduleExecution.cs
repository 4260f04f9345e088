using System.Globalization;
using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>One execution of a schedule, which started a run or failed to start one.</summary>
public sealed class ScheduleExecution : RepositoryItem, ICheckedItem
{
    /// <summary>An execution has no uuid. It is complete with a type, a run or an error.</summary>
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Type) || PipelineDetail is not null || ErrorDetail is not null;

    private const string Errored = "ERRORED";
    private const string TypePrefix = "pipeline_schedule_execution_";

    /// <summary>The uuid of the schedule, in braces.</summary>
    [JsonIgnore]
    public string Schedule { get; set; } = "";

    /// <summary>EXECUTED when a run was started, ERRORED when none could be started, or another value of the server.</summary>
    [JsonIgnore]
    public string? Result => Type?.StartsWith(TypePrefix, StringComparison.Ordinal) == true
        ? Type.Substring(TypePrefix.Length).ToUpperInvariant()
        : ErrorDetail is not null ? Errored : PipelineDetail is not null ? "EXECUTED" : Type;

    /// <summary>Whether no run could be started.</summary>
    [JsonIgnore]
    public bool IsErrored => ErrorDetail is not null || Result == Errored;

    /// <summary>The number of the run that was started.</summary>
    [JsonIgnore]
    public long? BuildNumber => PipelineDetail is { BuildNumber: > 0 and var number } ? number : null;

    /// <summary>The run that a piped execution binds to -Pipeline: its number, else its uuid; null when none was started.</summary>
    [JsonIgnore]
    public string? Pipeline => BuildNumber?.ToString(CultureInfo.InvariantCulture) ?? PipelineDetail?.Uuid;

    /// <summary>The result of the run, or its state while it is not completed.</summary>
    [JsonIgnore]
    public string? State => PipelineDetail?.Result ?? PipelineDetail?.State;

    /// <summary>Why no run was started.</summary>
    [JsonIgnore]
    public string? Error => ErrorDetail?.ToString();

    /// <summary>When the run was created. Bitbucket reports no time for a failure.</summary>
    [JsonIgnore]
    public DateTimeOffset? CreatedOn => PipelineDetail?.CreatedOn;

    /// <summary>The run from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("pipeline")]
    internal Pipeline? PipelineDetail { get; set; }

    /// <summary>The error from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("error")]
    internal StateError? ErrorDetail { get; set; }

    /// <inheritdoc/>
    internal override void SetLocation(RepositoryId repository, Uri site)
    {
        base.SetLocation(repository, site);
        PipelineDetail?.SetLocation(repository, site);
        Url = BuildNumber is null ? null : PipelineDetail!.Url;
    }

    /// <summary>The result, and the run or the error.</summary>
    public override string ToString() =>
        $"{Result} {(BuildNumber is { } number ? "#" + number.ToString(CultureInfo.InvariantCulture) : Error)}".TrimEnd();
}
