using System.Globalization;
using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>A deployment: a step of a pipeline that deploys to an environment.</summary>
public sealed class Deployment : RepositoryItem, ICheckedItem
{
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid);

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The name of the environment.</summary>
    [JsonIgnore]
    public string? Environment => EnvironmentDetail?.Name;

    /// <summary>The uuid of the environment.</summary>
    [JsonIgnore]
    public string? EnvironmentUuid => EnvironmentDetail?.Uuid;

    /// <summary>The type of the environment: Test, Staging or Production.</summary>
    [JsonIgnore]
    public string? EnvironmentType => EnvironmentDetail?.EnvironmentType;

    /// <summary>The state: UNDEPLOYED, IN_PROGRESS or COMPLETED.</summary>
    [JsonIgnore]
    public string? State => StateDetail?.Name;

    /// <summary>The result of a completed deployment: SUCCESSFUL, FAILED or STOPPED.</summary>
    [JsonIgnore]
    public string? Status => StateDetail?.Status?.Name;

    /// <summary>The uuid of the pipeline.</summary>
    [JsonIgnore]
    public string? Pipeline => ReleaseDetail?.Pipeline?.Uuid ?? DeployableDetail?.Pipeline?.Uuid;

    /// <summary>The build number of the pipeline, if the release is named after it.</summary>
    [JsonIgnore]
    public long? BuildNumber => Release is { Length: > 1 } name && name[0] == '#'
        && long.TryParse(name.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>The uuid of the deploying step.</summary>
    [JsonIgnore]
    public string? Step => StepDetail?.Uuid;

    /// <summary>The name of the release, such as <c>#42</c> for pipeline 42.</summary>
    [JsonIgnore]
    public string? Release => ReleaseDetail?.Name;

    /// <summary>The commit hash.</summary>
    [JsonIgnore]
    public string? Commit => ReleaseDetail?.Commit?.Hash ?? DeployableDetail?.Commit?.Hash;

    /// <summary>When the deployment started.</summary>
    [JsonIgnore]
    public DateTimeOffset? StartedOn => StateDetail?.StartedOn ?? StateDetail?.StartDate;

    /// <summary>When the deployment ended.</summary>
    [JsonIgnore]
    public DateTimeOffset? CompletedOn => StateDetail?.CompletedOn ?? StateDetail?.CompletionDate;

    /// <summary>The duration; null when the start or the end is unknown.</summary>
    [JsonIgnore]
    internal TimeSpan? Duration => CompletedOn is { } end && StartedOn is { } start && end >= start ? end - start : null;

    /// <summary>The duration in seconds; null when the start or the end is unknown.</summary>
    [JsonIgnore]
    public double? DurationSeconds => Seconds.Of(Duration);

    /// <summary>When the deployment last changed.</summary>
    [JsonPropertyName("last_update_time")]
    public DateTimeOffset? LastUpdated { get; set; }

    /// <summary>The name of the user who deployed; null when the server does not state it.</summary>
    [JsonIgnore]
    public string? Deployer => StateDetail?.Deployer?.ToString();

    /// <summary>The environment from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("environment")]
    internal DeploymentEnvironment? EnvironmentDetail { get; set; }

    /// <summary>The state from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("state")]
    internal DeploymentState? StateDetail { get; set; }

    /// <summary>The release from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("release")]
    internal DeploymentRelease? ReleaseDetail { get; set; }

    /// <summary>The deployable from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("deployable")]
    internal DeploymentRelease? DeployableDetail { get; set; }

    /// <summary>The step from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("step")]
    internal PipelineLink? StepDetail { get; set; }

    /// <summary>The latest known time of the deployment, for sorting.</summary>
    [JsonIgnore]
    internal DateTimeOffset Newest => LastUpdated ?? CompletedOn ?? StartedOn ?? ReleaseDetail?.CreatedOn ?? DateTimeOffset.MinValue;

    /// <inheritdoc/>
    internal override void SetLocation(RepositoryId repository, Uri site)
    {
        base.SetLocation(repository, site);
        string? run = BuildNumber?.ToString(CultureInfo.InvariantCulture);
        Url = run is not null && Step is not null ? WebLinks.Step(site, repository, run, Step) : StateDetail?.Url ?? ReleaseDetail?.Url;
    }

    /// <summary>The latest deployment of each environment, in the order in which the environments first occur.</summary>
    public static IEnumerable<Deployment> Latest(IEnumerable<Deployment> all) => all
        .GroupBy(d => d.EnvironmentUuid ?? d.Environment ?? "", StringComparer.OrdinalIgnoreCase)
        .Select(same => same.Aggregate((newest, next) => next.Newest >= newest.Newest ? next : newest));

    /// <summary>The release and the environment.</summary>
    public override string ToString() => $"{Release ?? Uuid} to {Environment ?? EnvironmentUuid}";
}
