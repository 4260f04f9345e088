using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>The response to the creation of a runner was lost, and the secret with it.</summary>
internal sealed class RunnerLostException(BitbucketApiException cause, IReadOnlyList<Runner> candidates) : Exception(cause.Message, cause)
{
    public BitbucketApiException Cause { get; } = cause;

    /// <summary>Runners of the name that have never connected: one of them may be the new one.</summary>
    public IReadOnlyList<Runner> Candidates { get; } = candidates;
}
