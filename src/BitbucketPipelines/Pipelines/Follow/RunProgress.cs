using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Output;

/// <summary>
/// The progress bar of a wait: the current step of one run, or how many of several runs have ended. Used on the pipeline thread only.
/// </summary>
internal sealed class RunProgress(int count, TimeProvider clock)
{
    private const int ActivityId = 0x62b;

    private readonly long _start = clock.GetTimestamp();
    private readonly Dictionary<string, TimeSpan?> _estimates = new(StringComparer.Ordinal);
    private string _status = "Waiting";
    private string? _step;
    private TimeSpan? _estimate;
    private DateTimeOffset? _startedOn;
    private int _ended;
    private long _shownAt;

    /// <summary>Updates the state of a run.</summary>
    public void Update(Pipeline run, IReadOnlyList<PipelineStep> steps)
    {
        PipelineStep? step = run.IsCompleted ? null : RunState.Current(steps);
        _status = $"{run.Repository} {run} {run.Branch ?? run.Tag}: {run.Stage ?? run.State}";
        _step = step is null ? null : $"Step {step.Position} of {steps.Count}: {step.DisplayName}";
        _startedOn = run.CreatedOn;
        _estimate = _estimates.TryGetValue(Key(run), out TimeSpan? estimate) ? estimate : null;
    }

    /// <summary>Sets the estimated duration of a run.</summary>
    public void SetEstimate(Pipeline run, TimeSpan? estimate) => _estimate = _estimates[Key(run)] = estimate;

    /// <summary>Counts a run for which the wait has ended.</summary>
    public void AddEnded() => _ended++;

    /// <summary>The record to show now; null when the previous one was shown less than a second ago.</summary>
    public ProgressRecord? Tick()
    {
        if (_shownAt != 0 && clock.GetElapsedTime(_shownAt) < TimeSpan.FromSeconds(1))
        {
            return null;
        }

        _shownAt = clock.GetTimestamp();
        TimeSpan elapsed = clock.GetElapsedTime(_start);
        var record = new ProgressRecord(ActivityId, count == 1 ? "Waiting for a run" : $"Waiting for {count} runs", Text(elapsed));
        if (count > 1)
        {
            record.PercentComplete = 100 * _ended / count;
        }
        else if (_estimate is { TotalSeconds: > 0 } estimate)
        {
            TimeSpan done = _startedOn is { } started && clock.GetUtcNow() > started ? clock.GetUtcNow() - started : elapsed;
            record.PercentComplete = (int)Math.Min(99, 100 * done.TotalSeconds / estimate.TotalSeconds);
            record.SecondsRemaining = (int)Math.Max(0, (estimate - done).TotalSeconds);
        }

        record.CurrentOperation = count == 1 ? _step : null;
        return record;
    }

    /// <summary>The record that removes the progress bar; null when it was never shown.</summary>
    public ProgressRecord? Completed() =>
        _shownAt == 0 ? null : new ProgressRecord(ActivityId, "Waiting for a run", "Done") { RecordType = ProgressRecordType.Completed };

    private string Text(TimeSpan elapsed) => count == 1
        ? $"{_status}{(_step is null ? "" : ", " + _step)}, {CiLogWriter.Time(elapsed)}"
        : $"{_ended} of {count} ended, {CiLogWriter.Time(elapsed)}";

    private static string Key(Pipeline run) => $"{run.Workspace}/{run.Repository}{run}";
}
