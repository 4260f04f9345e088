using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Models;

/// <summary>
/// The base of all objects of the API. Public properties are plain values, so that objects can be converted to JSON and CSV; the parts of
/// the answer that they are made of are internal, and <see cref="GetRaw"/> returns them. Properties that this version does not know are
/// kept and are not an error.
/// </summary>
public abstract class BitbucketObject
{
    /// <summary>
    /// The type of the object as named by the server, such as <c>repository</c>. Serialized first, as in the examples of the
    /// documentation.
    /// </summary>
    [JsonInclude]
    [JsonPropertyOrder(-1)]
    internal string? Type { get; set; }

    /// <summary>Properties of the response that have no property in this class.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? AdditionalProperties { get; set; }

    /// <summary>
    /// The whole answer of the server, with the names of the API: nested dictionaries, arrays and plain values. Secrets are left out. A
    /// method rather than a property, so that it is not converted with the properties.
    /// </summary>
    public virtual IDictionary GetRaw() => RawAnswer.Of(this);
}
