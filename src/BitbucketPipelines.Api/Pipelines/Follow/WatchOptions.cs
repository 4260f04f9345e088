using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>How to wait for runs.</summary>
internal sealed record WatchOptions
{
    /// <summary>The time limit for all runs together; null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The pauses between polls; null if looks are planned from the durations of earlier runs, within a budget an hour.</summary>
    public PollSchedule? Schedule { get; init; }

    /// <summary>Returns what is known about the rate limit; null for that of an ordinary account.</summary>
    public Func<LookAllowance>? Allowance { get; init; }

    /// <summary>Whether to continue to wait while a run is paused on a manual step.</summary>
    public bool WaitWhilePaused { get; init; }

    /// <summary>
    /// How often steps are read. With zero, every poll reads them; with null, they are read only where the run may wait for a person.
    /// </summary>
    public TimeSpan? StepsInterval { get; init; }

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

    /// <summary>What the polls of all repositories know of the credentials.</summary>
    public RefusedCredentials Credentials { get; } = new();

    /// <summary>Called when a poll failed and the wait continues.</summary>
    public Action<BitbucketApiException>? OnFailure { get; init; }
}
