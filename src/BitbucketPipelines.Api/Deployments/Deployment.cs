using System.Globalization;
using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>A deployment: a step of a run that deploys to an environment.</summary>
public sealed class Deployment : RepositoryItem, ICheckedItem
{
    /// <summary>What tells it from others.</summary>
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid);

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The name of the environment.</summary>
    [JsonIgnore]
    public string? Environment => EnvironmentDetail?.Name;

    /// <summary>The uuid of the environment.</summary>
    [JsonIgnore]
    public string? EnvironmentUuid => EnvironmentDetail?.Uuid;

    /// <summary>Test, Staging or Production.</summary>
    [JsonIgnore]
    public string? EnvironmentType => EnvironmentDetail?.EnvironmentType;

    /// <summary>UNDEPLOYED, IN_PROGRESS or COMPLETED.</summary>
    [JsonIgnore]
    public string? State => StateDetail?.Name;

    /// <summary>When completed: SUCCESSFUL, FAILED or STOPPED.</summary>
    [JsonIgnore]
    public string? Status => StateDetail?.Status?.Name;

    /// <summary>The uuid of the run.</summary>
    [JsonIgnore]
    public string? Pipeline => ReleaseDetail?.Pipeline?.Uuid;

    /// <summary>The number of the run, when the release is named after it.</summary>
    [JsonIgnore]
    public long? BuildNumber => Release is { Length: > 1 } name && name[0] == '#'
        && long.TryParse(name.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>The uuid of the step that deploys.</summary>
    [JsonIgnore]
    public string? Step => StepDetail?.Uuid;

    /// <summary>The name of the release: <c>#42</c> for what run 42 made.</summary>
    [JsonIgnore]
    public string? Release => ReleaseDetail?.Name;

    /// <summary>The hash of the commit.</summary>
    [JsonIgnore]
    public string? Commit => ReleaseDetail?.Commit?.Hash ?? DeployableDetail?.Commit?.Hash;

    /// <summary>When it began.</summary>
    [JsonIgnore]
    public DateTimeOffset? StartedOn => StateDetail?.StartedOn ?? StateDetail?.StartDate;

    /// <summary>When it ended.</summary>
    [JsonIgnore]
    public DateTimeOffset? CompletedOn => StateDetail?.CompletedOn ?? StateDetail?.CompletionDate;

    /// <summary>How long it took.</summary>
    [JsonIgnore]
    public TimeSpan? Duration => CompletedOn is { } end && StartedOn is { } start && end >= start ? end - start : null;

    /// <summary>When anything of it last changed.</summary>
    [JsonPropertyName("last_update_time")]
    public DateTimeOffset? LastUpdated { get; set; }

    /// <summary>The name of who deployed, when the server tells.</summary>
    [JsonIgnore]
    public string? Deployer => StateDetail?.Deployer?.ToString();

    /// <summary>The environment, as the server tells it.</summary>
    [JsonPropertyName("environment")]
    public DeploymentEnvironment? EnvironmentDetail { get; set; }

    /// <summary>The state, as the server tells it.</summary>
    [JsonPropertyName("state")]
    public DeploymentState? StateDetail { get; set; }

    /// <summary>What is deployed, as the server tells it.</summary>
    [JsonPropertyName("release")]
    public DeploymentRelease? ReleaseDetail { get; set; }

    /// <summary>What can be deployed, as the server tells it.</summary>
    [JsonPropertyName("deployable")]
    public DeploymentRelease? DeployableDetail { get; set; }

    /// <summary>The step, as the server tells it.</summary>
    [JsonPropertyName("step")]
    public PipelineLink? StepDetail { get; set; }

    /// <summary>The newest time that the server tells of it; what is newest can be found by it.</summary>
    [JsonIgnore]
    internal DateTimeOffset Newest => LastUpdated ?? CompletedOn ?? StartedOn ?? ReleaseDetail?.CreatedOn ?? DateTimeOffset.MinValue;

    /// <inheritdoc/>
    internal override void Locate(RepositoryId repository, Uri site)
    {
        base.Locate(repository, site);
        string? run = BuildNumber?.ToString(CultureInfo.InvariantCulture);
        Url = run is not null && Step is not null ? WebLinks.Step(site, repository, run, Step) : StateDetail?.Url ?? ReleaseDetail?.Url;
    }

    /// <summary>The newest deployment of each environment, in the order in which the environments came.</summary>
    public static IEnumerable<Deployment> Latest(IEnumerable<Deployment> all) => all
        .GroupBy(d => d.EnvironmentUuid ?? d.Environment ?? "", StringComparer.OrdinalIgnoreCase)
        .Select(same => same.Aggregate((newest, next) => next.Newest >= newest.Newest ? next : newest));

    /// <summary>The release and where it goes.</summary>
    public override string ToString() => $"{Release ?? Uuid} to {Environment ?? EnvironmentUuid}";
}
