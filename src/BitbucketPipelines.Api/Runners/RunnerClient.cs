using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Models;

/// <summary>The OAuth client of a runner.</summary>
internal sealed class RunnerClient : BitbucketObject
{
    /// <summary>The client id.</summary>
    public string? Id { get; set; }

    /// <summary>The address where the runner requests its tokens.</summary>
    public string? TokenEndpoint { get; set; }

    /// <summary>The audience of the tokens.</summary>
    public string? Audience { get; set; }

    /// <summary>The client secret. Declared so that it does not end up in the public additional properties.</summary>
    [JsonInclude]
    [JsonPropertyName("secret")]
    [JsonConverter(typeof(SecretConverter))]
    internal string? Secret { get; set; }

    /// <summary>Returns the secret and forgets it. Only the response to the creation of a runner contains it; null otherwise.</summary>
    public string? TakeSecret()
    {
        string? secret = Secret;
        Secret = null;
        return secret;
    }

    /// <summary>The client id.</summary>
    public override string ToString() => Id ?? "";
}
