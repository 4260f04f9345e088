using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Api.Models;

/// <summary>A host whose key is trusted by the builds of a repository.</summary>
public sealed class KnownHost : RepositoryItem, IHostKey, ICheckedItem, IOwnState
{
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid, Name);

    bool IOwnState.IsLike(object other) => other is KnownHost host
        && (Name is null || host.Name is null || SshHostName.Same(Name, host.Name)) && (Key is null || host.Key is null || Key == host.Key);

    /// <summary>The host in known_hosts format: <c>host</c> or <c>[host]:port</c>.</summary>
    [JsonPropertyName("hostname")]
    public string? Name { get; set; }

    /// <summary>The host; the same as Name.</summary>
    [JsonIgnore]
    public string? HostName => Name;

    /// <summary>The key type, such as <c>ssh-ed25519</c>, from the response. Other clients may have stored other spellings.</summary>
    [JsonIgnore]
    public string? KeyType => Detail?.KeyType;

    /// <summary>The key, base64.</summary>
    [JsonIgnore]
    public string? Key => Detail?.Key;

    /// <summary>The type and the base64 key, as in a .pub file.</summary>
    [JsonIgnore]
    public string? PublicKey => ParsedKey?.Text ?? (Detail is null ? null : $"{KeyType} {Key}".Trim());

    /// <summary>The SHA-256 fingerprint, <c>SHA256:..</c>, computed from the key.</summary>
    [JsonIgnore]
    public string? Fingerprint => ParsedKey?.Fingerprint ?? Detail?.Sha256Fingerprint;

    /// <summary>The MD5 fingerprint, <c>aa:bb:..</c>, as older programs show it.</summary>
    [JsonIgnore]
    public string? Md5Fingerprint => ParsedKey?.Md5Fingerprint ?? Detail?.Md5Fingerprint;

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The key from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("public_key")]
    internal SshPublicKeyDetail? Detail { get; set; }

    /// <summary>The parsed key; null when it is invalid.</summary>
    internal SshPublicKey? ParsedKey => SshPublicKey.TryFrom(null, Detail?.Key);

    /// <summary>Whether the key has the SHA-256 or MD5 fingerprint.</summary>
    public bool HasFingerprint(string fingerprint)
    {
        Throw.IfNull(fingerprint);
        string wanted = SshFingerprint.Normalize(fingerprint) ?? fingerprint;
        return ParsedKey is { } key
            ? SshFingerprint.Matches(key, wanted)
            : Detail?.Sha256Fingerprint is { } reported && SshFingerprint.Normalize(reported) == wanted;
    }

    /// <inheritdoc/>
    private protected override bool IsChangedByUuid => true;

    /// <inheritdoc/>
    private protected override string? SettingsPage => "ssh-keys";

    /// <summary>The host, else the uuid.</summary>
    public override string ToString() => Name ?? Uuid ?? "";
}
