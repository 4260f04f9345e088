using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Models;

/// <summary>The OAuth client that a runner signs in as.</summary>
public sealed class RunnerClient : BitbucketObject
{
    /// <summary>The id.</summary>
    public string? Id { get; set; }

    /// <summary>Where it gets its tokens.</summary>
    public string? TokenEndpoint { get; set; }

    /// <summary>The audience of its tokens.</summary>
    public string? Audience { get; set; }

    /// <summary>Read here, so that it is not kept among the properties that are not known, which everybody sees.</summary>
    [JsonInclude]
    [JsonPropertyName("secret")]
    [JsonConverter(typeof(SecretConverter))]
    internal string? Secret { get; set; }

    /// <summary>The secret, which only the answer to a creation has; it can be taken once, and is nowhere after that.</summary>
    public string? TakeSecret()
    {
        string? secret = Secret;
        Secret = null;
        return secret;
    }

    /// <summary>The id.</summary>
    public override string ToString() => Id ?? "";
}
