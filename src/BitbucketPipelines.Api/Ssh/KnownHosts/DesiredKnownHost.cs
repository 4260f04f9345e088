using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>A host and the key that it should have.</summary>
/// <param name="Name">The host.</param>
/// <param name="Key">The key; null when there is a problem.</param>
/// <param name="Problem">The reason why the host cannot be imported; null when it can.</param>
/// <param name="Line">The line number in the imported file; null when there is no file.</param>
/// <param name="OldFingerprints">Change the host only if its key has one of these fingerprints; null to change any and create a missing
/// one.</param>
/// <param name="Revokes">The key that an @revoked line revokes; null for other lines.</param>
internal sealed record DesiredKnownHost(
    string Name, SshPublicKey? Key, string? Problem = null, int? Line = null, IReadOnlyList<string>? OldFingerprints = null,
    RevokedHostKey? Revokes = null)
{
    /// <summary>A known host of another repository, to be copied.</summary>
    public static DesiredKnownHost CopyOf(KnownHost host) => host.ParsedKey is { } key
        ? new(SshHostName.Canonical(host.Name ?? ""), key)
        : new(host.Name ?? "", null, "The key in the source repository cannot be read.");

    /// <summary>A host of a known_hosts file, to be imported.</summary>
    public static DesiredKnownHost From(KnownHostLine line) =>
        new(line.Name, line.Key, line.Problem is null ? null : $"Line {line.Line}: {line.Problem}", line.Line, Revokes: line.Revokes);
}
