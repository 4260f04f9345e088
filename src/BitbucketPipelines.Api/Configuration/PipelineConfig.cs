using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Models;

/// <summary>The Pipelines configuration of a repository.</summary>
public sealed class PipelineConfig : RepositoryItem
{
    /// <summary>Whether Pipelines is enabled.</summary>
    [JsonConverter(typeof(FlagConverter))]
    public bool Enabled { get; set; }

    /// <summary>The repository from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("repository")]
    internal Repository? RepositoryDetail { get; set; }

    /// <inheritdoc/>
    private protected override string? SettingsPage => "settings";

    /// <summary><c>enabled</c> or <c>disabled</c>.</summary>
    public override string ToString() => Enabled ? "enabled" : "disabled";
}
