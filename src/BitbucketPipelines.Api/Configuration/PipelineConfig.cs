using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Models;

/// <summary>Whether a repository uses Pipelines.</summary>
public sealed class PipelineConfig : RepositoryItem
{
    /// <summary>Whether Pipelines is on.</summary>
    [JsonConverter(typeof(FlagConverter))]
    public bool Enabled { get; set; }

    /// <summary>The repository, as the server tells it.</summary>
    [JsonPropertyName("repository")]
    public Repository? RepositoryDetail { get; set; }

    /// <summary>Enabled or disabled.</summary>
    public override string ToString() => Enabled ? "enabled" : "disabled";
}
