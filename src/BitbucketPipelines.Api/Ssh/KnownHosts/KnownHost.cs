using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Api.Models;

/// <summary>A host whose key the builds of a repository trust.</summary>
public sealed class KnownHost : RepositoryItem, IHostKey, ICheckedItem
{
    /// <summary>What tells it from others.</summary>
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid, Name);

    /// <summary>The host as known_hosts has it: <c>host</c>, or <c>[host]:port</c>.</summary>
    [JsonPropertyName("hostname")]
    public string? Name { get; set; }

    /// <summary>The host too.</summary>
    [JsonIgnore]
    public string? HostName => Name;

    /// <summary>The type of the key: <c>ssh-ed25519</c>. As Bitbucket tells it, which some clients taught other spellings.</summary>
    [JsonIgnore]
    public string? KeyType => Detail?.KeyType;

    /// <summary>The key in base64.</summary>
    [JsonIgnore]
    public string? Key => Detail?.Key;

    /// <summary>Type and key, as a .pub file has them.</summary>
    [JsonIgnore]
    public string? PublicKey => ParsedKey?.Text ?? (Detail is null ? null : $"{KeyType} {Key}".Trim());

    /// <summary><c>SHA256:..</c>, computed from the key.</summary>
    [JsonIgnore]
    public string? Fingerprint => ParsedKey?.Fingerprint ?? Detail?.Sha256Fingerprint;

    /// <summary><c>aa:bb:..</c>: the old way to write it.</summary>
    [JsonIgnore]
    public string? Md5Fingerprint => ParsedKey?.Md5Fingerprint ?? Detail?.Md5Fingerprint;

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The key, as the server tells it.</summary>
    [JsonPropertyName("public_key")]
    public SshPublicKeyDetail? Detail { get; set; }

    /// <summary>The key, or null when it cannot be read.</summary>
    internal SshPublicKey? ParsedKey => SshPublicKey.TryFrom(null, Detail?.Key);

    /// <summary>Whether its key has a fingerprint; both kinds are known.</summary>
    public bool HasFingerprint(string fingerprint)
    {
        Throw.IfNull(fingerprint);
        string wanted = SshFingerprint.Normalize(fingerprint) ?? fingerprint;
        return ParsedKey is { } key
            ? SshFingerprint.Matches(key, wanted)
            : Detail?.Sha256Fingerprint is { } told && SshFingerprint.Normalize(told) == wanted;
    }

    /// <summary>The host.</summary>
    public override string ToString() => Name ?? Uuid ?? "";
}
