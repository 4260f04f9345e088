using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>The result of a request to stop a run.</summary>
/// <param name="Run">The run in its last known state; null when it could not be read.</param>
/// <param name="Failure">Why the request failed; null when it was accepted.</param>
internal sealed record StopResult(Pipeline? Run, BitbucketApiException? Failure = null)
{
    /// <summary>Whether the run had ended before, so that there was nothing to stop.</summary>
    public bool HadEnded => Failure is { StatusCode: 400 } && Failure.Detail?.Contains("already complete") == true;

    /// <summary>Whether the request was accepted but had no effect, because the run is paused on a manual step.</summary>
    public bool IsIgnored => Run is { IsCompleted: false, Stage: PipelineStates.Paused };
}
