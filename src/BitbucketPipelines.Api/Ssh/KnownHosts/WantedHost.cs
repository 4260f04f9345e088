namespace BitbucketPipelines.Api.Ssh;

/// <summary>A host and the key that it is to have.</summary>
/// <param name="Name">The host.</param>
/// <param name="Key">The key; null with a problem.</param>
/// <param name="Problem">Why it cannot be taken over; null when it can.</param>
/// <param name="Line">The line of the file that it comes from, or null.</param>
/// <param name="OldFingerprints">Only a host that has one of these is changed; null: any, and a missing one is made.</param>
/// <param name="Revokes">What the line of the file takes trust away from, where it is such a line.</param>
internal sealed record WantedHost(
    string Name, SshPublicKey? Key, string? Problem = null, int? Line = null, IReadOnlyList<string>? OldFingerprints = null,
    RevokedHostKey? Revokes = null);
