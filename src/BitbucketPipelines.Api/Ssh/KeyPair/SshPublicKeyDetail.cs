using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>The key of a known host, as the server tells it.</summary>
public sealed class SshPublicKeyDetail : BitbucketObject
{
    /// <summary>The type of the key.</summary>
    public string? KeyType { get; set; }

    /// <summary>The key in base64.</summary>
    public string? Key { get; set; }

    /// <summary>The MD5 fingerprint.</summary>
    [JsonPropertyName("md5_fingerprint")]
    public string? Md5Fingerprint { get; set; }

    /// <summary>The SHA256 fingerprint.</summary>
    [JsonPropertyName("sha256_fingerprint")]
    public string? Sha256Fingerprint { get; set; }

    /// <summary>Type and key.</summary>
    public override string ToString() => $"{KeyType} {Key}";
}
