using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Tools;

/// <summary>The result of ssh-keyscan for one host.</summary>
/// <param name="Keys">The keys, the preferred one first.</param>
/// <param name="Reached">Whether the host answered.</param>
/// <param name="Message">The error message of ssh-keyscan; empty when there was none.</param>
internal sealed record HostScan(IReadOnlyList<SshPublicKey> Keys, bool Reached, string Message);
