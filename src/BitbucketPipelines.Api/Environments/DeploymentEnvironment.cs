using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>A deployment environment of a repository.</summary>
public sealed class DeploymentEnvironment : RepositoryItem, ICheckedItem, IOwnState
{
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid, Name);

    bool IOwnState.IsLike(object other) => other is DeploymentEnvironment environment
        && environment.Name == Name && (environment.AdminOnly ?? false) == (AdminOnly ?? false);

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary>The name; the same as Name, so that a piped environment binds to -Environment.</summary>
    [JsonIgnore]
    public string? Environment => Name;

    /// <summary>The type: Test, Staging or Production.</summary>
    [JsonIgnore]
    public string? EnvironmentType => TypeDetail?.Name;

    /// <summary>The position among the environments of its type.</summary>
    public int? Rank { get; set; }

    /// <summary>Whether only administrators may deploy to it.</summary>
    [JsonIgnore]
    public bool? AdminOnly => Restrictions?.AdminOnly;

    /// <summary>The lock state: OPEN, or LOCKED during a deployment.</summary>
    [JsonIgnore]
    public string? Lock => LockDetail?.Name;

    /// <summary>The type from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("environment_type")]
    internal EnvironmentKind? TypeDetail { get; set; }

    /// <summary>The deployment restrictions from the response.</summary>
    [JsonInclude]
    internal EnvironmentRestrictions? Restrictions { get; set; }

    /// <summary>The lock from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("lock")]
    internal NamedState? LockDetail { get; set; }

    /// <inheritdoc/>
    private protected override bool IsChangedByUuid => true;

    /// <inheritdoc/>
    private protected override string? SettingsPage => "deployment-settings";

    /// <summary>The name, else the uuid.</summary>
    public override string ToString() => Name ?? Uuid ?? "";
}
