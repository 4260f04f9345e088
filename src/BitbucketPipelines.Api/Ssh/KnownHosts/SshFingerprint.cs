using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>Fingerprints of keys, as ssh-keygen -l writes them.</summary>
internal static class SshFingerprint
{
    /// <summary><c>SHA256:..</c> of a key.</summary>
    public static string Sha256(byte[] key)
    {
        // The static way exists on one of the two target frameworks only.
#pragma warning disable CA1850
        using var hash = SHA256.Create();
        return "SHA256:" + Convert.ToBase64String(hash.ComputeHash(key)).TrimEnd('=');
#pragma warning restore CA1850
    }

    /// <summary><c>aa:bb:..</c> of a key: the old way.</summary>
    public static string Md5(byte[] key)
    {
        // Not for safety: people compare it with what an old server shows.
#pragma warning disable CA5351, CA1850
        using var hash = MD5.Create();
        return BitConverter.ToString(hash.ComputeHash(key)).Replace('-', ':').ToLowerInvariant();
#pragma warning restore CA5351, CA1850
    }

    /// <summary>
    /// The one way to write a fingerprint: <c>SHA256:..</c> without padding, or <c>MD5:aa:bb:..</c>. Null when it is none. A SHA256
    /// fingerprint may be given without its prefix, one of MD5 too.
    /// </summary>
    public static string? Normalize(string text)
    {
        string value = text.Trim();
        string bare = value.StartsWith("SHA256:", StringComparison.OrdinalIgnoreCase) ? value.Substring("SHA256:".Length) : value;
        bare = bare.TrimEnd('=');
        if (Regex.IsMatch(bare, "^[A-Za-z0-9+/]{43}$"))
        {
            return "SHA256:" + bare;
        }

        bare = value.StartsWith("MD5:", StringComparison.OrdinalIgnoreCase) ? value.Substring("MD5:".Length) : value;
        return Regex.IsMatch(bare, "^([0-9A-Fa-f]{2}:){15}[0-9A-Fa-f]{2}$") ? "MD5:" + bare.ToLowerInvariant() : null;
    }

    /// <summary>Whether a key has a fingerprint that <see cref="Normalize"/> gave.</summary>
    public static bool Matches(SshPublicKey key, string fingerprint)
    {
        return fingerprint == key.Fingerprint || fingerprint == "MD5:" + key.Md5Fingerprint;
    }
}
