using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>What came of the request to stop a run.</summary>
/// <param name="Run">The run as it was last seen, or null when it could not be read.</param>
/// <param name="Failure">Why it could not be asked to stop.</param>
internal sealed record StopResult(Pipeline? Run, BitbucketApiException? Failure = null)
{
    /// <summary>Whether the request was accepted without effect, as it is while the run waits at a manual step.</summary>
    public bool IsIgnored => Run is { IsCompleted: false, Stage: PipelineStates.Paused };
}
