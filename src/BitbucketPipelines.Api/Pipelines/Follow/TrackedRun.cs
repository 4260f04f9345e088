using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>A run that is waited for, and what is known of it.</summary>
internal sealed class TrackedRun(WatchedRun watched)
{
    /// <summary>So many times a run has to be seen that has ended and has no result before that is believed.</summary>
    private const int MostWithoutResult = 4;

    private string? _state;
    private int _withoutResult;

    /// <summary>What was asked for.</summary>
    public WatchedRun Watched { get; } = watched;

    /// <summary>The run as it was last seen.</summary>
    public Pipeline? Run { get; private set; }

    public IReadOnlyList<PipelineStep> Steps { get; set; } = [];

    /// <summary>When the steps were read last, since waiting began.</summary>
    public TimeSpan? StepsRead { get; set; }

    /// <summary>Whether the steps are of another state than the run.</summary>
    public bool StepsOutdated { get; set; }

    /// <summary>The failures of reading the run alone.</summary>
    public FailureStreak Failures { get; } = new();

    /// <summary>The failures of reading its steps.</summary>
    public FailureStreak StepFailures { get; } = new();

    /// <summary>Whether the run was read at this look.</summary>
    public bool Fresh { get; set; }

    /// <summary>Whether the observer ended the wait.</summary>
    public bool StoppedByObserver { get; set; }

    public bool IsPaused => Run?.Stage == PipelineStates.Paused;

    /// <summary>Why the run cannot be read.</summary>
    public BitbucketApiException? Failure { get; private set; }

    /// <summary>Takes a look at the run.</summary>
    public void See(Pipeline run, Uri site)
    {
        run.SetLocation(Watched.Repository, site);
        string state = $"{run.State}/{run.Stage}";
        StepsOutdated |= state != _state;
        _state = state;
        _withoutResult = IsWithoutResult(run) ? _withoutResult + 1 : 0;
        Run = run;
        Fresh = true;
        Failures.Reset();
    }

    /// <summary>
    /// Takes a newer look at a run whose steps are known already; one that is no longer under way has other steps by now.
    /// </summary>
    public void Confirm(Pipeline run, Uri site)
    {
        See(run, site);
        StepsOutdated = run.State != PipelineStates.InProgress;
    }

    /// <summary>Ends the wait: the run cannot be read.</summary>
    public void Fail(BitbucketApiException e) => Failure = e;

    /// <summary>How the wait ended; null when it goes on.</summary>
    public RunOutcome? Outcome(bool waitWhilePaused) =>
        Failure is not null ? new RunOutcome(Watched, RunExit.Unreadable, Run, Steps, Failure)
        : StoppedByObserver ? new RunOutcome(Watched, RunExit.StoppedByObserver, Run, Steps)
        : Run is null || RunState.Assess(Run, Steps) is not { } exit ? null
        // Whether it went well is what is waited for: the result may come a moment later.
        : exit == RunExit.Completed && _withoutResult is > 0 and < MostWithoutResult ? null
        // What kind of pause it is, steps of an earlier state do not tell.
        : exit == RunExit.Paused && (waitWhilePaused || (IsPaused && StepsOutdated)) ? null
        : new RunOutcome(Watched, exit, Run, Steps);

    /// <summary>The outcome when the time is up.</summary>
    public RunOutcome TimedOut(BitbucketApiException? latest) => Run is { IsCompleted: true }
        ? new(Watched, RunExit.Completed, Run, Steps)
        : new(Watched, RunExit.TimedOut, Run, Steps, Failures.Latest ?? latest);

    private static bool IsWithoutResult(Pipeline run) => run.IsCompleted && string.IsNullOrEmpty(run.Result);
}
