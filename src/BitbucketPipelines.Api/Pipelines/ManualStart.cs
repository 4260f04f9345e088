using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>What is known of a manual step whose start Bitbucket has accepted.</summary>
/// <param name="Run">The run as it was read last; null when it could not be read.</param>
/// <param name="StillWaits">Whether the step was shown as waiting to the end.</param>
/// <param name="Watched">How long it was watched.</param>
/// <param name="Failure">Why the state could not be read; null if it was.</param>
internal sealed record ManualStart(Pipeline? Run, bool StillWaits, TimeSpan Watched, BitbucketApiException? Failure);
