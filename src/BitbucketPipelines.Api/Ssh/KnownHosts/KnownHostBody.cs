using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Api.Models;

/// <summary>The body that makes or replaces a known host. Bitbucket refuses it without the two types.</summary>
internal sealed class KnownHostBody
{
    /// <summary>The kind of object.</summary>
    public string Type { get; set; } = "pipeline_known_host";

    /// <summary>The host.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("hostname")]
    public string HostName { get; set; } = "";

    /// <summary>The key.</summary>
    public SshPublicKeyDetail PublicKey { get; set; } = new();

    /// <summary>Puts the body together. The type is spelled as the key itself does, which is what ssh reads.</summary>
    public static KnownHostBody Of(string name, SshPublicKey key)
    {
        return new KnownHostBody
        {
            HostName = name,
            PublicKey = new SshPublicKeyDetail { Type = "pipeline_ssh_public_key", KeyType = key.KeyType, Key = key.Key },
        };
    }
}
