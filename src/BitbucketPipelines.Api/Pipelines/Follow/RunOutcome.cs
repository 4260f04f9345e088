using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>How waiting for a run ended.</summary>
/// <param name="Watched">The run that was waited for.</param>
/// <param name="Exit">Why waiting ended.</param>
/// <param name="Run">The run as it was last seen, or null when it never was.</param>
/// <param name="Steps">The steps as they were last seen; empty when they were not looked at.</param>
/// <param name="Failure">Why it is unreadable; after a time-out, why it could not be read lately.</param>
internal sealed record RunOutcome(
    WatchedRun Watched, RunExit Exit, Pipeline? Run, IReadOnlyList<PipelineStep> Steps, BitbucketApiException? Failure = null);
