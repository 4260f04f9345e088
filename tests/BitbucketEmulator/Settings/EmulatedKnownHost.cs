using System.Security.Cryptography;

namespace BitbucketEmulator;

/// <summary>A known host of a repository; <see cref="Key"/> is the base64 of the key's bytes.</summary>
internal sealed record EmulatedKnownHost(string Uuid, string HostName, string KeyType, string Key)
{
    /// <summary>As <c>ssh-keygen -E md5 -l</c> writes it, without the prefix.</summary>
    public string Md5Fingerprint
    {
        get
        {
            // Not for safety: it is the old way to write the fingerprint of a key.
#pragma warning disable CA5351
            byte[] hash = MD5.HashData(Bytes);
#pragma warning restore CA5351
            return string.Join(':', hash.Select(item => item.ToString("x2", provider: null)));
        }
    }

    /// <summary>As <c>ssh-keygen -l</c> writes it.</summary>
    public string Sha256Fingerprint => "SHA256:" + Convert.ToBase64String(SHA256.HashData(Bytes)).TrimEnd('=');

    private byte[] Bytes => Convert.FromBase64String(Key);

    public bool IsNamed(string hostName) => hostName.Equals(HostName, StringComparison.OrdinalIgnoreCase);
}
