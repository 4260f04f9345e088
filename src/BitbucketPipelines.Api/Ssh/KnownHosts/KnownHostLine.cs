namespace BitbucketPipelines.Api.Ssh;

/// <summary>One host of one line of a known_hosts file.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Name">The host as known_hosts has it, or what stands in its place.</param>
/// <param name="Key">The key, or null when the line cannot be taken over.</param>
/// <param name="Problem">Why not; null when it can.</param>
/// <param name="Revokes">What the line takes trust away from, where it is such a line.</param>
internal sealed record KnownHostLine(int Line, string Name, SshPublicKey? Key, string? Problem = null, RevokedHostKey? Revokes = null);
