namespace BitbucketPipelines.Api.Ssh;

/// <summary>One host of a line of a known_hosts file.</summary>
/// <param name="Line">The line number, from 1.</param>
/// <param name="Name">The host in known_hosts format, or a text to show instead.</param>
/// <param name="Key">The key; null when the host cannot be imported.</param>
/// <param name="Problem">The reason why the host cannot be imported; null when it can.</param>
/// <param name="Revokes">The key that an @revoked line revokes; null for other lines.</param>
internal sealed record KnownHostLine(int Line, string Name, SshPublicKey? Key, string? Problem = null, RevokedHostKey? Revokes = null);
