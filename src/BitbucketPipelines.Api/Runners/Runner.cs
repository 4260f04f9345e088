using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>A self-hosted runner of a repository or a workspace.</summary>
public sealed class Runner : RepositoryItem, ICheckedItem
{
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid, Name);

    /// <summary>The name. Several runners can have the same name.</summary>
    public string? Name { get; set; }

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The labels by which steps select the runner.</summary>
    public StringList Labels { get; set; } = StringList.None;

    /// <summary>The status: UNREGISTERED, ONLINE, OFFLINE, DISABLED, ENABLED or UNHEALTHY. The server may add values.</summary>
    [JsonIgnore]
    public string? Status => StateDetail?.Status;

    /// <summary>The installed version; null before the runner has connected for the first time.</summary>
    [JsonIgnore]
    public string? Version => StateDetail?.Version?.Version;

    /// <summary>The version recommended by Bitbucket.</summary>
    [JsonIgnore]
    public string? RecommendedVersion => StateDetail?.Version?.Current;

    /// <summary>Whether the runner accepts no new steps.</summary>
    [JsonIgnore]
    public bool? Cordoned => StateDetail?.Cordoned;

    /// <summary>When the runner was created.</summary>
    public DateTimeOffset? CreatedOn { get; set; }

    /// <summary>When the runner was last changed.</summary>
    public DateTimeOffset? UpdatedOn { get; set; }

    /// <summary>When the state was last reported.</summary>
    [JsonIgnore]
    public DateTimeOffset? StateUpdatedOn => StateDetail?.UpdatedOn;

    /// <summary>The id of the OAuth client of the runner.</summary>
    [JsonIgnore]
    public string? ClientId => ClientDetail?.Id;

    /// <summary>The address where the runner requests its tokens.</summary>
    [JsonIgnore]
    public string? TokenEndpoint => ClientDetail?.TokenEndpoint;

    /// <summary>The audience of the tokens of the runner.</summary>
    [JsonIgnore]
    public string? Audience => ClientDetail?.Audience;

    /// <summary>Whether the runner belongs to a workspace rather than a repository.</summary>
    [JsonIgnore]
    public bool WorkspaceScope { get; set; }

    /// <summary>The state from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("state")]
    internal RunnerState? StateDetail { get; set; }

    /// <summary>The OAuth client from the response, without its secret.</summary>
    [JsonInclude]
    [JsonPropertyName("oauth_client")]
    internal RunnerClient? ClientDetail { get; set; }

    /// <inheritdoc/>
    private protected override bool IsChangedByUuid => true;

    /// <summary>Sets the workspace or repository that the runner belongs to.</summary>
    internal void SetLocation(RunnerScope scope, Uri site)
    {
        Throw.IfNull(scope);
        Workspace = scope.Workspace;
        Repository = scope.Repository?.Slug;
        WorkspaceScope = scope.Repository is null;
        Url = scope.Repository is { } repository ? WebLinks.Settings(site, repository, "runners") : null;
        KeepAsRead(site);
    }

    /// <summary>The name, else the uuid.</summary>
    public override string ToString() => Name ?? Uuid ?? "";
}
