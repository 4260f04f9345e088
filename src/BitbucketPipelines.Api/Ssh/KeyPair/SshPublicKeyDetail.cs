using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>The key of a known host from the response.</summary>
internal sealed class SshPublicKeyDetail : BitbucketObject
{
    /// <summary>The key type.</summary>
    public string? KeyType { get; set; }

    /// <summary>The key, base64.</summary>
    public string? Key { get; set; }

    /// <summary>The MD5 fingerprint of the key.</summary>
    [JsonPropertyName("md5_fingerprint")]
    public string? Md5Fingerprint { get; set; }

    /// <summary>The SHA-256 fingerprint of the key.</summary>
    [JsonPropertyName("sha256_fingerprint")]
    public string? Sha256Fingerprint { get; set; }

    /// <summary>The type and the base64 key.</summary>
    public override string ToString() => $"{KeyType} {Key}";
}
