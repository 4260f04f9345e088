using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Api.Models;

/// <summary>The SSH key pair of a repository. Bitbucket never returns the private key, and this object never contains it.</summary>
public sealed class SshKeyPair : RepositoryItem, IJsonOnDeserialized
{
    /// <summary>The public key in authorized_keys format: type, base64 key and comment.</summary>
    public string? PublicKey { get; set; }

    /// <summary>The key type, such as <c>ssh-ed25519</c>.</summary>
    [JsonIgnore]
    public string? KeyType => Parsed?.KeyType;

    /// <summary>The SHA-256 fingerprint, <c>SHA256:..</c>, computed from the key.</summary>
    [JsonIgnore]
    public string? Fingerprint => Parsed?.Fingerprint;

    /// <summary>The comment of the public key.</summary>
    [JsonIgnore]
    public string? Comment => Parsed?.Comment;

    private SshPublicKey? Parsed => SshPublicKey.TryParse(PublicKey);

    /// <summary>Removes a private key, in case the server sends one.</summary>
    public void OnDeserialized() => AdditionalProperties?.Remove("private_key");

    /// <inheritdoc/>
    private protected override string? SettingsPage => "ssh-keys";

    /// <summary>The public key.</summary>
    public override string ToString() => PublicKey ?? "";
}
