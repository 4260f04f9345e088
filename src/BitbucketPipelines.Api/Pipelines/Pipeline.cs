using System.Globalization;
using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Models;

/// <summary>A run of Pipelines.</summary>
public sealed class Pipeline : RepositoryItem, ICheckedItem
{
    /// <summary>What tells it from others.</summary>
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid) || BuildNumber > 0;

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The number of the run in its repository.</summary>
    [JsonConverter(typeof(NumberConverter))]
    public long BuildNumber { get; set; }

    /// <summary>PARSING, PENDING, IN_PROGRESS or COMPLETED.</summary>
    [JsonIgnore]
    public string? State => StateDetail?.Name;

    /// <summary>While it goes on: RUNNING, PAUSED, HALTED or PENDING.</summary>
    [JsonIgnore]
    public string? Stage => StateDetail?.Stage?.Name;

    /// <summary>When completed: SUCCESSFUL, FAILED, ERROR, STOPPED or EXPIRED.</summary>
    [JsonIgnore]
    public string? Result => StateDetail?.Result?.Name;

    /// <summary>Why the result is ERROR.</summary>
    [JsonIgnore]
    public string? Error => (StateDetail?.Result?.Error ?? StateDetail?.Error)?.ToString();

    /// <summary>The branch, for a run of a branch or a pull request.</summary>
    [JsonIgnore]
    public string? Branch => Target switch
    {
        null or { IsTag: true } => null,
        { Type: PipelineTarget.PullRequestType } => Target.Source,
        _ => Target.RefName,
    };

    /// <summary>The tag, for a run of a tag.</summary>
    [JsonIgnore]
    public string? Tag => Target is { IsTag: true } ? Target.RefName : null;

    /// <summary>The hash of the commit.</summary>
    [JsonIgnore]
    public string? Commit => Target?.Commit?.Hash;

    /// <summary>The name of the custom pipeline, when it is one.</summary>
    [JsonIgnore]
    public string? Custom => Target?.Selector is { Type: PipelineSelector.CustomType } selector ? selector.Pattern : null;

    /// <summary>The number of the pull request, for a run of one.</summary>
    [JsonIgnore]
    public int? PullRequest => Target?.PullRequest?.Id;

    /// <summary>PUSH, MANUAL, SCHEDULE, or another word of the server.</summary>
    [JsonIgnore]
    public string? Trigger => TriggerDetail?.ToString();

    /// <summary>The name of who started it.</summary>
    [JsonIgnore]
    public string? Creator => CreatorDetail?.ToString();

    /// <summary>How long it took, or has taken so far when the server tells.</summary>
    [JsonIgnore]
    public TimeSpan? Duration => Seconds.ToTime(DurationInSeconds) is { } told ? told
        : CompletedOn is { } end && CreatedOn is { } start && end >= start ? end - start
        : null;

    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreatedOn { get; set; }

    /// <summary>When it was completed.</summary>
    public DateTimeOffset? CompletedOn { get; set; }

    /// <summary>Build seconds charged.</summary>
    public long? BuildSecondsUsed { get; set; }

    /// <summary>How long it took, in seconds. Not documented, always seen.</summary>
    public double? DurationInSeconds { get; set; }

    /// <summary>What it works on, as the server tells it.</summary>
    public PipelineTarget? Target { get; set; }

    /// <summary>State, stage and result, as the server tells them.</summary>
    [JsonPropertyName("state")]
    public NamedState? StateDetail { get; set; }

    /// <summary>What started it, as the server tells it.</summary>
    [JsonPropertyName("trigger")]
    public Trigger? TriggerDetail { get; set; }

    /// <summary>Who started it, as the server tells it.</summary>
    [JsonPropertyName("creator")]
    public Account? CreatorDetail { get; set; }

    /// <summary>The repository, as the server tells it.</summary>
    [JsonPropertyName("repository")]
    public Repository? RepositoryDetail { get; set; }

    /// <summary>Whether the run has ended.</summary>
    [JsonIgnore]
    public bool IsCompleted => State == PipelineStates.Completed;

    /// <inheritdoc/>
    internal override void SetLocation(RepositoryId repository, Uri site)
    {
        base.SetLocation(repository, site);
        Url = WebLinks.Run(site, repository, BuildNumber);
    }

    /// <summary>The number with a hash sign.</summary>
    public override string ToString() => "#" + BuildNumber.ToString(CultureInfo.InvariantCulture);
}
