using BitbucketPipelines.Api.Ssh;

namespace BitbucketPipelines.Tools;

/// <summary>What a host showed.</summary>
/// <param name="Keys">Its keys, the preferred one first.</param>
/// <param name="Reached">Whether it answered.</param>
/// <param name="Said">What ssh-keyscan said.</param>
internal sealed record HostScan(IReadOnlyList<SshPublicKey> Keys, bool Reached, string Said);
