using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Output;

/// <summary>
/// The progress bar of a wait: of one run the steps that are running; of several how many have ended, which failed and which are running.
/// Used on the pipeline thread only.
/// </summary>
internal sealed class RunProgress(int count, TimeProvider clock)
{
    private const int ActivityId = 0x62b;

    /// <summary>The maximum number of runs or steps of a kind that are named. The others are counted.</summary>
    private const int MaxNames = 3;

    private readonly long _start = clock.GetTimestamp();
    private readonly List<OpenRun> _open = [];
    private readonly List<string> _failed = [];
    private int _ended;
    private long _shownAt;

    /// <summary>Updates the state of a run.</summary>
    public void Update(Pipeline run, IReadOnlyList<PipelineStep> steps)
    {
        OpenRun open = Find(run);
        open.Run = run;
        open.Custom = run.Custom ?? open.Custom;
        open.Steps = steps;
        open.NeedsPerson = RunState.Assess(run, steps) == RunExit.Paused;
        open.SetPaused(open.NeedsPerson || run.Stage is PipelineStates.Paused or PipelineStates.Halted, clock);
    }

    /// <summary>Sets the estimated duration of a run.</summary>
    public void SetEstimate(Pipeline run, TimeSpan? estimate) => Find(run).Estimate = estimate;

    /// <summary>Counts a run for which the wait has ended.</summary>
    public void AddEnded(RunOutcome outcome)
    {
        _ended++;
        if (outcome.Run is { } run)
        {
            _open.RemoveAll(o => o.Key == Key(run));
        }

        if (outcome is not ({ Exit: RunExit.Completed, Run.Result: PipelineStates.Successful } or { Exit: RunExit.Paused }))
        {
            _failed.Add(outcome.Run is { } failed ? Name(failed) : $"{outcome.Watched.Repository.Slug} {outcome.Watched.Pipeline}");
        }
    }

    /// <summary>The record to show now; null when the previous one was shown less than a second ago.</summary>
    public ProgressRecord? Tick()
    {
        if (_shownAt != 0 && clock.GetElapsedTime(_shownAt) < TimeSpan.FromSeconds(1))
        {
            return null;
        }

        _shownAt = clock.GetTimestamp();
        string elapsed = CiLogWriter.Time(clock.GetElapsedTime(_start));
        OpenRun? one = count == 1 ? _open.FirstOrDefault() : null;
        string activity = count > 1 ? $"Waiting for {Counted.Of(count, "run")}"
            : one?.Custom is { } custom ? $"Waiting for {custom}" : "Waiting for a run";
        // The whole text is the status: the compact view of PowerShell 7 shows nothing else, and the classic one would repeat it.
        var record = new ProgressRecord(
            ActivityId, activity,
            count > 1 ? DescribeAll(elapsed, TerminalStyle.ProgressWidth - activity.Length)
            : one is null ? $"Waiting, {elapsed}" : Describe(one, elapsed));
        SetTimes(record, one);
        return record;
    }

    /// <summary>The record that removes the progress bar; null when it was never shown.</summary>
    public ProgressRecord? Completed() =>
        _shownAt == 0 ? null : new ProgressRecord(ActivityId, "Waiting for a run", "Done") { RecordType = ProgressRecordType.Completed };

    /// <summary>
    /// Sets how much is done, and the remaining time. There is none while a run is paused, because nobody knows when a person comes, or
    /// takes longer than estimated.
    /// </summary>
    private void SetTimes(ProgressRecord record, OpenRun? one)
    {
        if (count > 1)
        {
            record.PercentComplete = 100 * _ended / count;
        }
        else if (one is { Estimate: { TotalSeconds: > 0 } estimate })
        {
            record.PercentComplete = (int)Math.Min(99, 100 * one.Done(clock).TotalSeconds / estimate.TotalSeconds);
        }

        TimeSpan?[] left = [.. _open.Select(o => o.Left(clock))];
        if (left.Length > 0 && left.Length + _ended == count && left.All(time => time is not null))
        {
            record.SecondsRemaining = (int)left.Max()!.Value.TotalSeconds;
        }
    }

    /// <summary>The state and the time come before the steps, whose names may be cut off.</summary>
    private static string Describe(OpenRun open, string elapsed)
    {
        Pipeline run = open.Run;
        string state = open.NeedsPerson ? $"{PipelineStates.Paused} for a person" : run.Stage ?? run.State ?? "";
        return $"{Name(run)} {run.Branch ?? run.Tag}: {state}, {elapsed}{(StepsOf(open) is { } steps ? ", " + steps : "")}";
    }

    /// <summary>The steps that are running, otherwise the next one: <c>Steps 2, 3 of 5: Unit tests, Lint</c>.</summary>
    private static string? StepsOf(OpenRun open)
    {
        PipelineStep[] steps = CurrentSteps(open);
        return steps.Length == 0 ? null
            : $"{(steps.Length == 1 ? "Step" : "Steps")} {Some(steps.Select(s => $"{s.Position}"))} of {open.Steps.Count}: "
                + Some(steps.Select(s => s.DisplayName));
    }

    private static PipelineStep[] CurrentSteps(OpenRun open) =>
        open.Run.IsCompleted ? []
        : RunState.Running(open.Steps).ToArray() is { Length: > 0 } running ? running
        : (open.NeedsPerson ? RunState.PausedStep(open.Steps) : RunState.Current(open.Steps)) is { } next ? [next]
        : [];

    /// <summary>What runs, waits and failed, with as many names as there is room for: those that run are kept longest.</summary>
    private string DescribeAll(string elapsed, int room)
    {
        foreach ((int running, int others, bool withSteps) in
            new[] { (MaxNames, MaxNames, true), (MaxNames, MaxNames, false), (MaxNames, 1, false), (1, 1, false), (1, 0, false) })
        {
            string text = $"{_ended} of {count} ended, {elapsed}"
                + (_failed.Count == 0 ? "" : $", {_failed.Count} failed{Colon(Some(_failed, others))}")
                + Open(true, withSteps ? "waiting for a person" : "paused", others, withSteps)
                + Open(false, "running", running, withSteps);
            if (text.Length <= room)
            {
                return text;
            }
        }

        // A narrow window.
        return $"{_ended}/{count}, {elapsed}" + (_failed.Count == 0 ? "" : $", {_failed.Count} failed")
            + Open(true, "paused", 0, false) + Open(false, "", 1, false);
    }

    private string Open(bool needsPerson, string what, int names, bool withSteps)
    {
        string[] open = [.. _open.Where(o => !o.Run.IsCompleted && o.NeedsPerson == needsPerson).Select(
            o => withSteps ? NameAndSteps(o) : Name(o.Run))];
        return open.Length == 0 ? ""
            : names > 0 ? $", {what}{(what.Length > 0 ? ": " : "")}{Some(open, names)}"
            : $", {open.Length} {what}";
    }

    private static string NameAndSteps(OpenRun open) =>
        CurrentSteps(open) is { Length: > 0 } steps ? $"{Name(open.Run)} ({Some(steps.Select(s => s.DisplayName))})" : Name(open.Run);

    /// <summary>Some names and the number of the others: <c>widgets #8, #7, gadgets #2 and 4 more</c>.</summary>
    private static string Some(IEnumerable<string> names, int most = MaxNames)
    {
        string[] all = [.. names];
        return most == 0 ? ""
            : string.Join(", ", all.Take(most).Select((name, i) => i > 0 && IsSamePlace(all[i - 1], name) ? AfterPlace(name) : name))
                + (all.Length > most ? $" and {all.Length - most} more" : "");

        static bool IsSamePlace(string one, string other) =>
            other.IndexOf(" #", StringComparison.Ordinal) is > 0 and var end
                && string.CompareOrdinal(one, 0, other, 0, end + 2) == 0;

        static string AfterPlace(string name) => name.Substring(name.IndexOf(" #", StringComparison.Ordinal) + 1);
    }

    private static string Colon(string names) => names.Length > 0 ? $": {names}" : "";

    private static string Name(Pipeline run) => $"{run.Repository} {run}";

    private static string Key(Pipeline run) => $"{run.Workspace}/{run.Repository}{run}";

    private OpenRun Find(Pipeline run)
    {
        OpenRun? open = _open.Find(o => o.Key == Key(run));
        if (open is null)
        {
            _open.Add(open = new OpenRun(Key(run), run));
        }

        return open;
    }

    /// <summary>A run that has not ended.</summary>
    private sealed class OpenRun(string key, Pipeline run)
    {
        private TimeSpan _pausedFor;
        private DateTimeOffset? _pausedSince;

        public string Key { get; } = key;

        public Pipeline Run { get; set; } = run;

        /// <summary>The custom pipeline. Bitbucket does not state it before it has read bitbucket-pipelines.yml.</summary>
        public string? Custom { get; set; } = run.Custom;

        public IReadOnlyList<PipelineStep> Steps { get; set; } = [];

        public TimeSpan? Estimate { get; set; }

        /// <summary>Whether a person has to start a step.</summary>
        public bool NeedsPerson { get; set; }

        private bool IsPaused => _pausedSince is not null;

        /// <summary>Sets whether the run makes no progress: it waits for a person, or for the end of another deployment.</summary>
        public void SetPaused(bool isPaused, TimeProvider clock)
        {
            if (!isPaused && _pausedSince is { } since)
            {
                _pausedFor += clock.GetUtcNow() - since;
            }

            _pausedSince = isPaused ? _pausedSince ?? clock.GetUtcNow() : null;
        }

        /// <summary>How long the run has been at work, without the pauses that were seen.</summary>
        public TimeSpan Done(TimeProvider clock)
        {
            DateTimeOffset until = _pausedSince ?? clock.GetUtcNow();
            return Run.CreatedOn is { } start && until - start > _pausedFor ? until - start - _pausedFor : TimeSpan.Zero;
        }

        /// <summary>The remaining time; null when nobody can tell.</summary>
        public TimeSpan? Left(TimeProvider clock) =>
            !IsPaused && Estimate is { } estimate && estimate - Done(clock) is { TotalSeconds: >= 1 } left ? left : null;
    }
}
