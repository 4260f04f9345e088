using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>One version of a cache of a repository. Versions of one cache have the same name.</summary>
public sealed class Cache : RepositoryItem, ICheckedItem
{
    /// <summary>What tells it from others.</summary>
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid, Name);

    /// <summary>The name from the YAML file. Not unique: each version has it.</summary>
    public string? Name { get; set; }

    /// <summary>The uuid of the version, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The path in the build container that was cached.</summary>
    public string? Path { get; set; }

    /// <summary>The hash of the key files, for a cache that has some.</summary>
    public string? KeyHash { get; set; }

    /// <summary>The size of the archive, in bytes.</summary>
    [JsonPropertyName("file_size_bytes")]
    public long? Size { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedOn { get; set; }

    /// <summary>The uuid of the run that made it, in braces.</summary>
    public string? PipelineUuid { get; set; }

    /// <summary>The uuid of the step that made it, in braces.</summary>
    public string? StepUuid { get; set; }

    /// <summary>The same run: it is how a run is given when it is piped, where the uuid of the cache would be taken for one.</summary>
    [JsonIgnore]
    public string? Pipeline => PipelineUuid;

    /// <summary>The name.</summary>
    public override string ToString() => Name ?? Uuid ?? "";
}
