using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>One version of a cache of a repository. Versions of one cache have the same name.</summary>
public sealed class Cache : RepositoryItem, ICheckedItem
{
    /// <summary>Whether the item has a uuid or a name.</summary>
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid, Name);

    /// <summary>The name from the YAML file. All versions of a cache have the same name.</summary>
    public string? Name { get; set; }

    /// <summary>The uuid of the version, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The path in the build container that was cached.</summary>
    public string? Path { get; set; }

    /// <summary>The hash of the key files; null for a cache without key files.</summary>
    public string? KeyHash { get; set; }

    /// <summary>The size of the archive, in bytes.</summary>
    [JsonPropertyName("file_size_bytes")]
    public long? Size { get; set; }

    /// <summary>When the version was created.</summary>
    public DateTimeOffset? CreatedOn { get; set; }

    /// <summary>The uuid of the run that created the version, in braces.</summary>
    public string? PipelineUuid { get; set; }

    /// <summary>The uuid of the step that created the version, in braces.</summary>
    public string? StepUuid { get; set; }

    /// <summary>
    /// The same as <see cref="PipelineUuid"/>, for the -Pipeline parameter of cmdlets that the cache is piped to. Without it, they would
    /// use the uuid of the cache.
    /// </summary>
    [JsonIgnore]
    public string? Pipeline => PipelineUuid;

    /// <inheritdoc/>
    private protected override bool IsChangedByUuid => true;

    /// <summary>The name.</summary>
    public override string ToString() => Name ?? Uuid ?? "";
}
