using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>How to wait for runs.</summary>
internal sealed record WatchOptions
{
    /// <summary>The time limit for all runs together; null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The pauses between polls.</summary>
    public PollSchedule Schedule { get; init; } = new();

    /// <summary>Whether to continue to wait while a run is paused on a manual step.</summary>
    public bool WaitWhilePaused { get; init; }

    /// <summary>How often steps are read. With zero, every poll reads them.</summary>
    public TimeSpan StepsInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long the server may be unreachable, or send invalid responses, before the wait ends. An exceeded rate limit (429) is no outage.
    /// </summary>
    public TimeSpan MaxOutage { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The same if the server has not responded yet, because its address may be wrong.</summary>
    public TimeSpan MaxInitialOutage { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Called at each poll, before the state is evaluated, on any thread and once at a time for each repository. Returns false to end the
    /// wait for the run. The next poll waits for it, so it must return quickly.
    /// </summary>
    public Func<Pipeline, IReadOnlyList<PipelineStep>, CancellationToken, Task<bool>>? OnPolled { get; init; }

    /// <summary>Called when a poll failed and the wait continues.</summary>
    public Action<BitbucketApiException>? OnFailure { get; init; }
}
