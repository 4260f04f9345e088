using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>A run that is waited for, with its last known state.</summary>
internal sealed class TrackedRun(WatchedRun watched)
{
    /// <summary>
    /// The number of polls after which a completed run is accepted without a result. The result can arrive slightly later than the state.
    /// </summary>
    private const int MaxPollsWithoutResult = 4;

    private string? _state;
    private int _withoutResult;
    private bool _wasPaused;

    /// <summary>The run to wait for.</summary>
    public WatchedRun Watched { get; } = watched;

    /// <summary>The run in its last known state; null when it was not read yet.</summary>
    public Pipeline? Run { get; private set; }

    public IReadOnlyList<PipelineStep> Steps { get; set; } = [];

    /// <summary>When the steps were last read, since the start of the wait; null when they were not read yet.</summary>
    public TimeSpan? StepsReadAt { get; set; }

    /// <summary>Whether the state of the run has changed since the steps were read.</summary>
    public bool AreStepsOutdated { get; set; }

    /// <summary>When the steps are read while the run seems to be working.</summary>
    public StepReads StepReads { get; } = new();

    /// <summary>The index of the run in the list of the repository, newest first; null when it was not found there.</summary>
    public int? Position { get; set; }

    /// <summary>
    /// When the run was created, since the start of the wait, or when it last paused or went on after that; null when it was not read yet.
    /// </summary>
    public TimeSpan? Since { get; private set; }

    /// <summary>Whether it has paused, so that earlier runs say nothing about its end.</summary>
    public bool HasPaused { get; private set; }

    /// <summary>The forecast of its duration; null if there is no earlier run.</summary>
    public DurationForecast? Forecast { get; set; }

    /// <summary>Whether the run has ended, but its result is not known yet.</summary>
    public bool LacksResult => _withoutResult > 0;

    /// <summary>Whether the run was stopped by Bitbucket, and continues only when a person does something.</summary>
    public bool IsHalted => Run?.Stage == PipelineStates.Halted;

    /// <summary>The consecutive failures to read this run.</summary>
    public FailureStreak Failures { get; } = new();

    /// <summary>The consecutive failures to read its steps.</summary>
    public FailureStreak StepFailures { get; } = new();

    /// <summary>Whether the run was read in the current poll.</summary>
    public bool IsFresh { get; set; }

    /// <summary>Whether the observer ended the wait.</summary>
    public bool StoppedByObserver { get; set; }

    public bool IsPaused => Run?.Stage == PipelineStates.Paused;

    /// <summary>Why the run cannot be read; null while the wait continues.</summary>
    public BitbucketApiException? Failure { get; private set; }

    /// <summary>Takes a newly read run.</summary>
    public void Update(Pipeline run, Uri site)
    {
        run.SetLocation(Watched.Repository, site);
        run.RequestedSelector = Watched.RequestedSelector;
        string state = $"{run.State}/{run.Stage}";
        AreStepsOutdated |= state != _state;
        _state = state;
        _withoutResult = IsWithoutResult(run) ? _withoutResult + 1 : 0;
        Run = run;
        IsFresh = true;
        Failures.Reset();
    }

    /// <summary>Notes when the run was created, or when it has paused or continued.</summary>
    /// <param name="created">When it was created, since the start of the wait.</param>
    /// <param name="now">The current time.</param>
    public void NoteTime(TimeSpan created, TimeSpan now)
    {
        Since ??= created;
        if (IsPaused != _wasPaused)
        {
            (_wasPaused, HasPaused, Since, Forecast) = (IsPaused, true, now, null);
        }
    }

    /// <summary>
    /// Takes a run that was read after its steps. If it is no longer in progress, its steps have changed again.
    /// </summary>
    public void UpdateAfterSteps(Pipeline run, Uri site)
    {
        Update(run, site);
        AreStepsOutdated = run.State != PipelineStates.InProgress;
    }

    /// <summary>Ends the wait because the run cannot be read.</summary>
    public void Fail(BitbucketApiException e) => Failure = e;

    /// <summary>How the wait ended; null while it continues.</summary>
    public RunOutcome? Outcome(bool waitWhilePaused) =>
        Failure is not null ? new RunOutcome(Watched, RunExit.Unreadable, Run, Steps, Failure)
        : StoppedByObserver ? new RunOutcome(Watched, RunExit.StoppedByObserver, Run, Steps)
        : Run is null || RunState.Assess(Run, Steps) is not { } exit ? null
        // The result can arrive slightly later than the state.
        : exit == RunExit.Completed && _withoutResult is > 0 and < MaxPollsWithoutResult ? null
        // Outdated steps do not show the kind of pause.
        : exit == RunExit.Paused && (waitWhilePaused || (IsPaused && AreStepsOutdated)) ? null
        : new RunOutcome(Watched, exit, Run, Steps);

    /// <summary>The outcome when the time limit is reached.</summary>
    public RunOutcome TimedOut(BitbucketApiException? latest) => Run is { IsCompleted: true }
        ? new(Watched, RunExit.Completed, Run, Steps)
        : new(Watched, RunExit.TimedOut, Run, Steps, Failures.Latest ?? latest);

    private static bool IsWithoutResult(Pipeline run) => run.IsCompleted && string.IsNullOrEmpty(run.Result);
}
