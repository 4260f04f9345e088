using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>How the wait for a run ended.</summary>
/// <param name="Watched">The run that was waited for.</param>
/// <param name="Exit">Why the wait ended.</param>
/// <param name="Run">The run in its last known state; null when it was never read.</param>
/// <param name="Steps">The steps in their last known states; empty when they were not read.</param>
/// <param name="Failure">Why the run could not be read; after the time limit, the latest failure, if any.</param>
internal sealed record RunOutcome(
    WatchedRun Watched, RunExit Exit, Pipeline? Run, IReadOnlyList<PipelineStep> Steps, BitbucketApiException? Failure = null);
