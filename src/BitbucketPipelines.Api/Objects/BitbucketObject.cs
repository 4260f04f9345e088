using System.Text.Json;
using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>The base of all objects of the API. Properties that this version does not know are kept and are not an error.</summary>
public abstract class BitbucketObject
{
    /// <summary>
    /// The type of the object as named by the server, such as <c>repository</c>. Serialized first, as in the examples of the
    /// documentation.
    /// </summary>
    [JsonPropertyOrder(-1)]
    public string? Type { get; set; }

    /// <summary>Properties of the response that have no property in this class.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? AdditionalProperties { get; set; }
}
