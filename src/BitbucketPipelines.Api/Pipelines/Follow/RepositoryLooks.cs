using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>The looks at the runs of one repository: what is read at each, and which failures end the wait.</summary>
/// <param name="options">How runs are waited for.</param>
/// <param name="repository">The repository.</param>
/// <param name="open">The runs that are still waited for.</param>
/// <param name="elapsed">How long it has been waited for.</param>
internal sealed class RepositoryLooks(WatchOptions options, RepositoryId repository, List<TrackedRun> open, Func<TimeSpan> elapsed)
{
    /// <summary>Lists of runs and of steps that one look at a repository asks for: 200 looks an hour stay below 1,000 requests.</summary>
    private const int MostRequests = 4;

    /// <summary>A run that was just started is not found everywhere at once.</summary>
    private static readonly TimeSpan s_longestBirth = TimeSpan.FromSeconds(30);

    /// <summary>How long steps are waited for at most in one look: the state of the run is what counts.</summary>
    private static readonly TimeSpan s_longestSteps = TimeSpan.FromSeconds(20);

    private readonly FailureStreak _failures = new();

    /// <summary>What kept the last look from succeeding.</summary>
    public BitbucketApiException? LatestFailure => _failures.Latest;

    /// <summary>Reads what is due of the runs that are still waited for.</summary>
    /// <param name="client">The client, bounded by what is left of the time.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="BitbucketApiException">No run could be looked at.</exception>
    public async Task LookAsync(BitbucketClient client, CancellationToken cancellationToken)
    {
        if (open.Count > 1)
        {
            await ReadListAsync(client, cancellationToken).ConfigureAwait(false);
        }

        foreach (TrackedRun run in open.Where(r => open.Count == 1 || !r.Fresh))
        {
            try
            {
                run.See(await ReadAsync(client, run, cancellationToken).ConfigureAwait(false), client.SiteUri);
            }
            catch (BitbucketApiException e) when (open.Count > 1 && IsOfOne(e))
            {
                // One run that is not there says nothing about the others.
                FailOrGoOn(run, run.Failures, e);
            }
        }

        HashSet<TrackedRun> due = [.. DueSteps(client)];
        foreach (TrackedRun run in open.Where(r => r.Run is not null && r.Failure is null))
        {
            if (due.Contains(run))
            {
                await ReadStepsAsync(client, run, cancellationToken).ConfigureAwait(false);
            }

            if (options.Looked is { } looked)
            {
                run.StoppedByObserver |= !await looked(run.Run!, run.Steps, cancellationToken).ConfigureAwait(false);
            }
        }

        _failures.Reset();
    }

    /// <summary>Ends the wait after a look that failed, or tells the failure and goes on.</summary>
    public void FailOrGoOn(BitbucketApiException e)
    {
        bool answered = open.Exists(r => r.Run is not null || r.Watched.IsKnown);
        TimeSpan longest = answered ? options.LongestOutage : options.LongestFirstOutage;
        if (_failures.IsEnough(e, elapsed(), longest, open.TrueForAll(IsNew)))
        {
            open.ForEach(r => r.Fail(e));
        }
        else
        {
            options.Survived?.Invoke(e);
        }
    }

    /// <summary>The same for what failed for one run alone.</summary>
    private void FailOrGoOn(TrackedRun run, FailureStreak failures, BitbucketApiException e)
    {
        if (failures.IsEnough(e, elapsed(), options.LongestOutage, IsNew(run)))
        {
            run.Fail(e);
        }
        else
        {
            options.Survived?.Invoke(e);
        }
    }

    /// <summary>Whether it may be too early for the run to be found.</summary>
    private bool IsNew(TrackedRun run) => run.Watched.IsKnown && run.Run is null && elapsed() < s_longestBirth;

    /// <summary>Whether a failure is about what was asked for, rather than about the server or the way to it.</summary>
    private static bool IsOfOne(BitbucketApiException e) =>
        e.Kind == ApiErrorKind.InvalidResponse || (e.Kind == ApiErrorKind.Status && !e.IsTransient);

    private Task<Pipeline> ReadAsync(BitbucketClient client, TrackedRun run, CancellationToken cancellationToken) =>
        client.SendAsync(Pipelines.Get(repository, run.Watched.Pipeline), cancellationToken);

    /// <summary>Reads the steps of a run. That they cannot be read says nothing about its state, which is what is waited for.</summary>
    private async Task ReadStepsAsync(BitbucketClient client, TrackedRun run, CancellationToken cancellationToken)
    {
        try
        {
            BitbucketClient bounded = client.Until(Deadline.After(client.Clock, s_longestSteps));
            run.Steps = await StepList.ReadAsync(bounded, repository, run.Run!, cancellationToken).ConfigureAwait(false);
            run.StepsRead = elapsed();
            run.StepsOutdated = false;
            run.StepFailures.Reset();
            if (!options.WaitWhilePaused && !run.IsPaused && RunState.Assess(run.Run!, run.Steps) == RunExit.Paused)
            {
                // The steps are newer than the run: what is given back should say PAUSED too, where the server does.
                run.Confirm(await ReadAsync(client, run, cancellationToken).ConfigureAwait(false), client.SiteUri);
            }
        }
        catch (BitbucketApiException e)
        {
            // Other runs have their turn first.
            run.StepsRead = elapsed();
            if (!run.Run!.IsCompleted)
            {
                FailOrGoOn(run, run.StepFailures, e);
            }
        }
    }

    /// <summary>Newest first, as many pages as the runs could fill; older ones are then read one by one.</summary>
    private async Task ReadListAsync(BitbucketClient client, CancellationToken cancellationToken)
    {
        open.ForEach(r => r.Fresh = false);
        int pages = Pages;
        using var reader = new PageReader<Pipeline>(client, Pipelines.List(repository), p => p.Uuid, cancellationToken, readAhead: false);
        while (pages-- > 0 && open.Any(r => !r.Fresh) && await reader.ReadAsync().ConfigureAwait(false) is { } page)
        {
            foreach (Pipeline run in page)
            {
                open.Find(r => r.Watched.Is(run))?.See(run, client.SiteUri);
            }
        }
    }

    /// <summary>
    /// Whose steps are read at this look; each costs a request. All of them while logs are followed. Else those of a run that has just
    /// paused, to learn the kind of pause, and a few of those that changed, are paused or were read long ago; the oldest first.
    /// </summary>
    private IEnumerable<TrackedRun> DueSteps(BitbucketClient client)
    {
        List<TrackedRun> begun = open.FindAll(r => r.Failure is null
            && r.Run is { State: PipelineStates.InProgress or PipelineStates.Completed } or { Stage: PipelineStates.Paused });
        if (options.Looked is not null && options.StepsEvery == TimeSpan.Zero)
        {
            return begun;
        }

        // The end of a run needs no steps.
        ILookup<bool, TrackedRun> justPaused = begun.FindAll(r => !r.Run!.IsCompleted).ToLookup(r => r.IsPaused && r.StepsOutdated);
        return justPaused[true].Concat(justPaused[false]
            .Where(r => r.StepsOutdated || r.IsPaused || elapsed() - r.StepsRead >= options.StepsEvery)
            .OrderBy(r => r.StepsRead ?? TimeSpan.MinValue)
            .Take(client.IsNearRateLimit ? 1 : Math.Max(1, MostRequests - Pages)));
    }

    private int Pages => (open.Count / 100) + 1;
}
