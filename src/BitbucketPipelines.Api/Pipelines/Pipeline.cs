using System.Globalization;
using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Models;

/// <summary>A run of a pipeline.</summary>
public sealed class Pipeline : RepositoryItem, ICheckedItem
{
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid) || BuildNumber > 0;

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The build number of the run in its repository.</summary>
    [JsonConverter(typeof(NumberConverter))]
    public long BuildNumber { get; set; }

    /// <summary>The state: PARSING, PENDING, IN_PROGRESS or COMPLETED.</summary>
    [JsonIgnore]
    public string? State => StateDetail?.Name;

    /// <summary>The stage of a run that has not ended: RUNNING, PAUSED, HALTED or PENDING.</summary>
    [JsonIgnore]
    internal string? Stage => StateDetail?.Stage?.Name;

    /// <summary>The result of a completed run: SUCCESSFUL, FAILED, ERROR, STOPPED or EXPIRED.</summary>
    [JsonIgnore]
    public string? Result => StateDetail?.Result?.Name;

    /// <summary>The result of a run that has ended, otherwise the stage if it is in progress, otherwise the state.</summary>
    [JsonIgnore]
    public string? Status => Result ?? (State == PipelineStates.InProgress ? Stage : null) ?? State;

    /// <summary>The reason for the result ERROR.</summary>
    [JsonIgnore]
    public string? Error => (StateDetail?.Result?.Error ?? StateDetail?.Error)?.ToString();

    /// <summary>The branch of a run of a branch or a pull request; otherwise null.</summary>
    [JsonIgnore]
    public string? Branch => Target switch
    {
        null or { IsTag: true } => null,
        { Type: PipelineTarget.PullRequestType } => Target.Source,
        _ => Target.RefName,
    };

    /// <summary>The tag of a run of a tag; otherwise null.</summary>
    [JsonIgnore]
    public string? Tag => Target is { IsTag: true } ? Target.RefName : null;

    /// <summary>The commit hash.</summary>
    [JsonIgnore]
    public string? Commit => Target?.Commit?.Hash;

    /// <summary>The name of the custom pipeline; null for other pipelines.</summary>
    [JsonIgnore]
    public string? Custom => (Target?.Selector ?? RequestedSelector) is { Type: PipelineSelector.CustomType } selector
        ? selector.Pattern
        : null;

    /// <summary>
    /// The section of bitbucket-pipelines.yml that the steps are from: <c>default</c>, <c>custom: nightly</c>, <c>branches: main</c>. Null
    /// until the run is parsed.
    /// </summary>
    [JsonIgnore]
    internal string? Section => Target?.Selector?.ToString() is { Length: > 0 } section ? section : null;

    /// <summary>What the request that started the run asked for. The server states no selector until it has parsed the run.</summary>
    [JsonIgnore]
    internal PipelineSelector? RequestedSelector { get; set; }

    /// <summary>Whether only the place and the number are known, as of a run that comes from a file: the rest has to be read.</summary>
    [JsonIgnore]
    internal bool IsReference { get; init; }

    /// <summary>The number of the pull request of a run of a pull request; otherwise null.</summary>
    [JsonIgnore]
    public int? PullRequest => Target?.PullRequest?.Id;

    /// <summary>What started the run: PUSH, MANUAL, SCHEDULE, or another value from the server.</summary>
    [JsonIgnore]
    public string? Trigger => TriggerDetail?.ToString();

    /// <summary>The name of the user who started the run.</summary>
    [JsonIgnore]
    public string? Creator => CreatorDetail?.ToString();

    /// <summary>The duration. While the run is in progress, the time so far if the server states it.</summary>
    [JsonIgnore]
    internal TimeSpan? Duration => Seconds.ToTime(DurationInSeconds) is { } stated ? stated
        : CompletedOn is { } end && CreatedOn is { } start && end >= start ? end - start
        : null;

    /// <summary>The duration in seconds. While the run is in progress, the time so far if the server states it.</summary>
    [JsonIgnore]
    public double? DurationSeconds => Seconds.Of(Duration);

    /// <summary>When the run was created.</summary>
    public DateTimeOffset? CreatedOn { get; set; }

    /// <summary>When the run ended.</summary>
    public DateTimeOffset? CompletedOn { get; set; }

    /// <summary>The number of build seconds charged.</summary>
    public long? BuildSecondsUsed { get; set; }

    /// <summary>The duration in seconds. The server has always sent it, although it is not documented.</summary>
    [JsonInclude]
    internal double? DurationInSeconds { get; set; }

    /// <summary>The target from the response: what the run works on.</summary>
    [JsonInclude]
    internal PipelineTarget? Target { get; set; }

    /// <summary>State, stage and result from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("state")]
    internal NamedState? StateDetail { get; set; }

    /// <summary>The trigger from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("trigger")]
    internal Trigger? TriggerDetail { get; set; }

    /// <summary>The user who started the run, from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("creator")]
    internal Account? CreatorDetail { get; set; }

    /// <summary>The repository from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("repository")]
    internal Repository? RepositoryDetail { get; set; }

    /// <summary>Whether the run has ended.</summary>
    [JsonIgnore]
    internal bool IsCompleted => State == PipelineStates.Completed;

    /// <summary>Whether the run ended with the result SUCCESSFUL.</summary>
    [JsonIgnore]
    public bool IsSuccessful => IsCompleted && Result == PipelineStates.Successful;

    /// <summary>Whether the run ended with another result than SUCCESSFUL: FAILED, ERROR, STOPPED or EXPIRED.</summary>
    [JsonIgnore]
    public bool IsFailed => IsCompleted && Result is not (PipelineStates.Successful or PipelineStates.NotRun or null);

    /// <inheritdoc/>
    internal override void SetLocation(RepositoryId repository, Uri site)
    {
        base.SetLocation(repository, site);
        Url = WebLinks.Run(site, repository, BuildNumber);
    }

    /// <summary>The build number with a number sign.</summary>
    public override string ToString() => "#" + BuildNumber.ToString(CultureInfo.InvariantCulture);
}
