namespace BitbucketPipelines.Api.Ssh;

/// <summary>A key that a host presented to ssh-keyscan.</summary>
public sealed class HostKey : IHostKey
{
    internal HostKey(SshHostName host, SshPublicKey key, bool pinned)
    {
        Throw.IfNull(host);
        Throw.IfNull(key);
        Name = host.ToString();
        KeyType = key.KeyType;
        Key = key.Key;
        Fingerprint = key.Fingerprint;
        Md5Fingerprint = key.Md5Fingerprint;
        Pinned = pinned;
    }

    /// <summary>The host in known_hosts format: <c>host</c> or <c>[host]:port</c>.</summary>
    public string Name { get; }

    /// <summary>The key type, such as <c>ssh-ed25519</c>.</summary>
    public string KeyType { get; }

    /// <summary>The key, base64.</summary>
    public string Key { get; }

    /// <summary>The SHA-256 fingerprint, <c>SHA256:..</c>.</summary>
    public string Fingerprint { get; }

    /// <summary>The MD5 fingerprint, <c>aa:bb:..</c>, as older programs show it.</summary>
    public string Md5Fingerprint { get; }

    /// <summary>Whether the key has the fingerprint that the caller expected. If not, it is unverified.</summary>
    public bool Pinned { get; }

    /// <summary>The type and the base64 key.</summary>
    public string PublicKey => $"{KeyType} {Key}";

    /// <summary>The line for a known_hosts file.</summary>
    public override string ToString() => $"{Name} {PublicKey}";
}
