using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>A planned change of one known host.</summary>
/// <param name="Name">The host.</param>
/// <param name="Action">The change.</param>
/// <param name="Existing">The existing known host; null when there is none.</param>
/// <param name="Key">The key to write, for Create and Update.</param>
/// <param name="Reason">The reason for skipping or changing it; null when there is none.</param>
/// <param name="Line">The line number in the imported file; null when there is no file.</param>
internal sealed record PlannedKnownHost(
    string Name, ItemAction Action, KnownHost? Existing, SshPublicKey? Key, string? Reason = null, int? Line = null);
