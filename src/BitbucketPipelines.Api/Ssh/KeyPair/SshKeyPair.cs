using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Api.Models;

/// <summary>The SSH key pair of a repository. The private key can never be read back, and is never kept here.</summary>
public sealed class SshKeyPair : RepositoryItem, IJsonOnDeserialized
{
    /// <summary>The public key: type, key and comment, as authorized_keys takes it.</summary>
    public string? PublicKey { get; set; }

    /// <summary>The type: <c>ssh-ed25519</c>.</summary>
    [JsonIgnore]
    public string? KeyType => Parsed?.KeyType;

    /// <summary><c>SHA256:..</c>, computed from the key.</summary>
    [JsonIgnore]
    public string? Fingerprint => Parsed?.Fingerprint;

    /// <summary>What stands behind the key.</summary>
    [JsonIgnore]
    public string? Comment => Parsed?.Comment;

    private SshPublicKey? Parsed => SshPublicKey.TryParse(PublicKey);

    /// <summary>Lets go of a private key, should the server send one.</summary>
    public void OnDeserialized() => AdditionalProperties?.Remove("private_key");

    /// <summary>The public key.</summary>
    public override string ToString() => PublicKey ?? "";
}
