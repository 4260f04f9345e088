using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Output;

/// <summary>
/// The progress bar of a wait: one run with its current step, or how many of many have ended. Used on the pipeline thread only.
/// </summary>
internal sealed class RunProgress(int count, TimeProvider clock)
{
    private const int ActivityId = 0x62b;

    private readonly long _start = clock.GetTimestamp();
    private readonly Dictionary<string, TimeSpan?> _estimates = new(StringComparer.Ordinal);
    private string _status = "Waiting";
    private string? _step;
    private TimeSpan? _estimate;
    private DateTimeOffset? _begun;
    private int _ended;
    private long _shown;

    /// <summary>Takes note of the state of a run.</summary>
    public void Saw(Pipeline run, IReadOnlyList<PipelineStep> steps)
    {
        PipelineStep? step = run.IsCompleted ? null : RunState.Current(steps);
        _status = $"{run.Repository} {run} {run.Branch ?? run.Tag}: {run.Stage ?? run.State}";
        _step = step is null ? null : $"Step {step.Position} of {steps.Count}: {step.DisplayName}";
        _begun = run.CreatedOn;
        _estimate = _estimates.TryGetValue(Key(run), out TimeSpan? estimate) ? estimate : null;
    }

    /// <summary>Takes note of how long a run will take.</summary>
    public void Estimate(Pipeline run, TimeSpan? estimate) => _estimate = _estimates[Key(run)] = estimate;

    /// <summary>Takes note that the wait for a run is over.</summary>
    public void Ended() => _ended++;

    /// <summary>What to show now; null when the last was shown less than a second ago.</summary>
    public ProgressRecord? Tick()
    {
        if (_shown != 0 && clock.GetElapsedTime(_shown) < TimeSpan.FromSeconds(1))
        {
            return null;
        }

        _shown = clock.GetTimestamp();
        TimeSpan elapsed = clock.GetElapsedTime(_start);
        var record = new ProgressRecord(ActivityId, count == 1 ? "Waiting for a run" : $"Waiting for {count} runs", Text(elapsed));
        if (count > 1)
        {
            record.PercentComplete = 100 * _ended / count;
        }
        else if (_estimate is { TotalSeconds: > 0 } estimate)
        {
            TimeSpan done = _begun is { } begun && clock.GetUtcNow() > begun ? clock.GetUtcNow() - begun : elapsed;
            record.PercentComplete = (int)Math.Min(99, 100 * done.TotalSeconds / estimate.TotalSeconds);
            record.SecondsRemaining = (int)Math.Max(0, (estimate - done).TotalSeconds);
        }

        record.CurrentOperation = count == 1 ? _step : null;
        return record;
    }

    /// <summary>The record that takes the bar away.</summary>
    public ProgressRecord? Completed() =>
        _shown == 0 ? null : new ProgressRecord(ActivityId, "Waiting for a run", "Done") { RecordType = ProgressRecordType.Completed };

    private string Text(TimeSpan elapsed) => count == 1
        ? $"{_status}{(_step is null ? "" : ", " + _step)}, {CiLogWriter.Time(elapsed)}"
        : $"{_ended} of {count} ended, {CiLogWriter.Time(elapsed)}";

    private static string Key(Pipeline run) => $"{run.Workspace}/{run.Repository}{run}";
}
