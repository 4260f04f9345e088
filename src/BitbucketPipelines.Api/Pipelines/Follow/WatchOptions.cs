using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>How runs are waited for.</summary>
internal sealed record WatchOptions
{
    /// <summary>How long at most, for all runs together; null for as long as it takes.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>When to look again.</summary>
    public PollSchedule Schedule { get; init; } = new();

    /// <summary>Whether waiting goes on while a run is paused on a manual step.</summary>
    public bool WaitWhilePaused { get; init; }

    /// <summary>How old the steps may be that are looked at. Zero: they are read at every look.</summary>
    public TimeSpan StepsEvery { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long the server may be out of reach, or answer nonsense, before waiting is given up. A used-up allowance (429) is no outage.
    /// </summary>
    public TimeSpan LongestOutage { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The same where the server has never answered yet, and may not be the right one.</summary>
    public TimeSpan LongestFirstOutage { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Told at each look, before the verdict. On any thread, one call at a time per repository. False ends the wait for this run. The next
    /// look waits for it: it has to be quick, and what takes long goes on beside it.
    /// </summary>
    public Func<Pipeline, IReadOnlyList<PipelineStep>, CancellationToken, Task<bool>>? Looked { get; init; }

    /// <summary>Told when a look failed and waiting goes on.</summary>
    public Action<BitbucketApiException>? Survived { get; init; }
}
