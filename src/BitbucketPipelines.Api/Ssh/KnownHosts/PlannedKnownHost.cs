using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Ssh;

/// <summary>What is to be done to one known host.</summary>
/// <param name="Name">The host.</param>
/// <param name="Action">What.</param>
/// <param name="Existing">The known host that stands there, or null.</param>
/// <param name="Key">The key to write, for Create and Update.</param>
/// <param name="Reason">Why, where it is not plain.</param>
/// <param name="Line">The line of the file that it comes from, or null.</param>
internal sealed record PlannedKnownHost(
    string Name, ItemAction Action, KnownHost? Existing, SshPublicKey? Key, string? Reason = null, int? Line = null);
