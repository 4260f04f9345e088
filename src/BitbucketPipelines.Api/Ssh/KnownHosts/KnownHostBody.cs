using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Api.Models;

/// <summary>The body that creates or replaces a known host. Bitbucket rejects it without the types of both objects.</summary>
internal sealed class KnownHostBody
{
    /// <summary>The type of the object.</summary>
    public string Type { get; set; } = "pipeline_known_host";

    [System.Text.Json.Serialization.JsonPropertyName("hostname")]
    public string HostName { get; set; } = "";

    public SshPublicKeyDetail PublicKey { get; set; } = new();

    /// <summary>Makes the body. The key type is spelled as inside the key itself, because ssh reads it.</summary>
    public static KnownHostBody Of(string name, SshPublicKey key)
    {
        return new KnownHostBody
        {
            HostName = name,
            PublicKey = new SshPublicKeyDetail { Type = "pipeline_ssh_public_key", KeyType = key.KeyType, Key = key.Key },
        };
    }
}
