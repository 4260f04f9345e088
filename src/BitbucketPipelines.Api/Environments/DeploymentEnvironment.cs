using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>A deployment environment of a repository.</summary>
public sealed class DeploymentEnvironment : RepositoryItem, ICheckedItem
{
    /// <summary>What tells it from others.</summary>
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid, Name);

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary>The name too: it is how the environment is given when it is piped.</summary>
    [JsonIgnore]
    public string? Environment => Name;

    /// <summary>Test, Staging or Production.</summary>
    [JsonIgnore]
    public string? EnvironmentType => TypeDetail?.Name;

    /// <summary>The place among the environments of its type.</summary>
    public int? Rank { get; set; }

    /// <summary>Whether only administrators may deploy to it.</summary>
    [JsonIgnore]
    public bool? AdminOnly => Restrictions?.AdminOnly;

    /// <summary>OPEN, or LOCKED while a deployment goes on.</summary>
    [JsonIgnore]
    public string? Lock => LockDetail?.Name;

    /// <summary>The type, as the server tells it.</summary>
    [JsonPropertyName("environment_type")]
    public EnvironmentKind? TypeDetail { get; set; }

    /// <summary>Who may deploy, as the server tells it.</summary>
    public EnvironmentRestrictions? Restrictions { get; set; }

    /// <summary>The lock, as the server tells it.</summary>
    [JsonPropertyName("lock")]
    public NamedState? LockDetail { get; set; }

    /// <summary>The name.</summary>
    public override string ToString() => Name ?? Uuid ?? "";
}
