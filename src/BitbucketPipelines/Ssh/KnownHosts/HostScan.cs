using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Tools;

/// <summary>The result of ssh-keyscan for one host.</summary>
/// <param name="Keys">The keys, the preferred one first.</param>
/// <param name="Reached">Whether the host answered.</param>
/// <param name="Message">Why there was no answer; empty when the time was over.</param>
/// <param name="IsRefused">Whether the host refused the connection.</param>
internal sealed record HostScan(IReadOnlyList<SshPublicKey> Keys, bool Reached, string Message, bool IsRefused = false);
