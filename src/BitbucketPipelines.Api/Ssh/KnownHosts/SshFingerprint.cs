using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>Fingerprints of keys in the format of ssh-keygen -l.</summary>
internal static class SshFingerprint
{
    /// <summary>The SHA-256 fingerprint, <c>SHA256:..</c>.</summary>
    public static string Sha256(byte[] key)
    {
        // The static method does not exist in netstandard2.0.
#pragma warning disable CA1850
        using var hash = SHA256.Create();
        return "SHA256:" + Convert.ToBase64String(hash.ComputeHash(key)).TrimEnd('=');
#pragma warning restore CA1850
    }

    /// <summary>The MD5 fingerprint, <c>aa:bb:..</c>.</summary>
    public static string Md5(byte[] key)
    {
        // Not used for security: people compare it with what older programs show.
#pragma warning disable CA5351, CA1850
        using var hash = MD5.Create();
        return BitConverter.ToString(hash.ComputeHash(key)).Replace('-', ':').ToLowerInvariant();
#pragma warning restore CA5351, CA1850
    }

    /// <summary>
    /// Normalizes a fingerprint to <c>SHA256:..</c> without padding or <c>MD5:aa:bb:..</c>; null when it is invalid. The prefix may be
    /// missing.
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

    /// <summary>Whether the key has a fingerprint that was normalized with <see cref="Normalize"/>.</summary>
    public static bool Matches(SshPublicKey key, string fingerprint)
    {
        return fingerprint == key.Fingerprint || fingerprint == "MD5:" + key.Md5Fingerprint;
    }
}
