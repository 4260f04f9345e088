using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Models;

/// <summary>A self-hosted runner of a repository or a workspace.</summary>
public sealed class Runner : RepositoryItem, ICheckedItem
{
    /// <summary>What tells it from others.</summary>
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid, Name);

    /// <summary>The name. Several runners may have the same.</summary>
    public string? Name { get; set; }

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The labels by which a step finds it.</summary>
    [JsonConverter(typeof(LabelsConverter))]
    public string[] Labels { get; set; } = [];

    /// <summary>UNREGISTERED, ONLINE, OFFLINE, DISABLED, ENABLED, UNHEALTHY, or another word of the server.</summary>
    [JsonIgnore]
    public string? Status => StateDetail?.Status;

    /// <summary>The version that is installed, once it has called.</summary>
    [JsonIgnore]
    public string? Version => StateDetail?.Version?.Version;

    /// <summary>The version that Bitbucket recommends.</summary>
    [JsonIgnore]
    public string? RecommendedVersion => StateDetail?.Version?.Current;

    /// <summary>Whether it takes no new steps.</summary>
    [JsonIgnore]
    public bool? Cordoned => StateDetail?.Cordoned;

    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreatedOn { get; set; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? UpdatedOn { get; set; }

    /// <summary>When its state was last told.</summary>
    [JsonIgnore]
    public DateTimeOffset? StateUpdatedOn => StateDetail?.UpdatedOn;

    /// <summary>The id of the OAuth client that it signs in as.</summary>
    [JsonIgnore]
    public string? ClientId => ClientDetail?.Id;

    /// <summary>Where it gets its tokens.</summary>
    [JsonIgnore]
    public string? TokenEndpoint => ClientDetail?.TokenEndpoint;

    /// <summary>The audience of its tokens.</summary>
    [JsonIgnore]
    public string? Audience => ClientDetail?.Audience;

    /// <summary>Whether it is a runner of the workspace.</summary>
    [JsonIgnore]
    public bool WorkspaceScope { get; set; }

    /// <summary>The state, as the server tells it.</summary>
    [JsonPropertyName("state")]
    public RunnerState? StateDetail { get; set; }

    /// <summary>The OAuth client, as the server tells it, without its secret.</summary>
    [JsonPropertyName("oauth_client")]
    public RunnerClient? ClientDetail { get; set; }

    /// <summary>Says whose it is.</summary>
    internal void Locate(RunnerScope scope)
    {
        Throw.IfNull(scope);
        Workspace = scope.Workspace;
        Repository = scope.Repository?.Slug ?? "";
        WorkspaceScope = scope.Repository is null;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name ?? Uuid ?? "";
}
