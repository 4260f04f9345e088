using System.Text.Json;
using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>What all objects of the API have in common. Properties that this version does not know are kept, never an error.</summary>
public abstract class BitbucketObject
{
    /// <summary>The kind of object, in the server's words. Sent first, as in all examples of the documentation.</summary>
    [JsonPropertyOrder(-1)]
    public string? Type { get; set; }

    /// <summary>Properties of the answer that have no place of their own here.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? AdditionalProperties { get; set; }
}
