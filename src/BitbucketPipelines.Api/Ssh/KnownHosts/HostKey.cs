namespace BitbucketPipelines.Api.Ssh;

/// <summary>A key that a host showed when it was asked.</summary>
public sealed class HostKey : IHostKey
{
    /// <summary>Creates the object.</summary>
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

    /// <summary>The host as known_hosts has it: <c>host</c>, or <c>[host]:port</c>.</summary>
    public string Name { get; }

    /// <summary>The type: <c>ssh-ed25519</c>.</summary>
    public string KeyType { get; }

    /// <summary>The key in base64.</summary>
    public string Key { get; }

    /// <summary><c>SHA256:..</c></summary>
    public string Fingerprint { get; }

    /// <summary><c>aa:bb:..</c>: the old way to write it.</summary>
    public string Md5Fingerprint { get; }

    /// <summary>Whether it has the fingerprint that was asked for. If not, nobody but the network vouches for it.</summary>
    public bool Pinned { get; }

    /// <summary>Type and key.</summary>
    public string PublicKey => $"{KeyType} {Key}";

    /// <summary>A line of known_hosts.</summary>
    public override string ToString() => $"{Name} {PublicKey}";
}
