using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Tools;

namespace BitbucketPipelines;

/// <summary>Selects the keys to return from those that a host presents.</summary>
/// <param name="keyTypes">The value of -KeyType; null when it was not specified.</param>
/// <param name="fingerprints">The expected fingerprints, normalized; empty when none is expected.</param>
/// <param name="timeoutSec">The time that a host had to answer, in seconds.</param>
internal sealed class HostKeyFilter(string[]? keyTypes, string[] fingerprints, int timeoutSec)
{
    private static readonly string[] s_defaultTypes = ["ed25519", "ecdsa", "rsa"];

    /// <summary>The key types as ssh-keyscan expects them.</summary>
    public IReadOnlyList<string> ScanTypes { get; } =
        [.. (keyTypes ?? s_defaultTypes)
            .Select(t => t.StartsWith("ecdsa", StringComparison.OrdinalIgnoreCase) ? "ecdsa" : t.ToLowerInvariant().Replace("ssh-", ""))
            .Distinct()];

    /// <summary>The keys to return, or the error if there are none.</summary>
    public (IReadOnlyList<HostKey> Keys, ErrorDescription? Error) Apply(SshHostName host, HostScan scan)
    {
        SshPublicKey[] keys = [.. scan.Keys.Where(k => keyTypes is null || keyTypes.Any(t => IsType(k.KeyType, t)))];
        if (keys.Length == 0)
        {
            return ([], scan.Reached
                ? Errors.HostKeyNotFound(host, keyTypes ?? s_defaultTypes)
                : Errors.HostUnreachable(host, timeoutSec, scan));
        }

        SshPublicKey[] trusted = [.. keys.Where(k => fingerprints.Length == 0 || fingerprints.Any(f => SshFingerprint.Matches(k, f)))];
        return trusted.Length == 0
            ? ([], Errors.HostKeyMismatch(host, fingerprints, keys))
            : ([.. trusted.Select(k => new HostKey(host, k, fingerprints.Length > 0))], null);
    }

    private static bool IsType(string own, string requested) =>
        own.Equals(requested, StringComparison.OrdinalIgnoreCase) || own.Equals("ssh-" + requested, StringComparison.OrdinalIgnoreCase)
        || (requested.Equals("ecdsa", StringComparison.OrdinalIgnoreCase) && own.StartsWith("ecdsa-", StringComparison.Ordinal));
}
