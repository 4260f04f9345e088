using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>A step on the time axis of its run. All times are since the start of the axis.</summary>
/// <param name="Step">The step.</param>
internal sealed record TimelineStep(PipelineStep Step)
{
    /// <summary>When it started; null if it never ran, or has not started yet.</summary>
    public TimeSpan? Start { get; init; }

    /// <summary>When it ended, or the end of the axis while it runs; null if it has not started.</summary>
    public TimeSpan? End { get; init; }

    /// <summary>Since when the run has had nothing to do but to wait for this step; null if it did not wait.</summary>
    public TimeSpan? WaitsFrom { get; init; }

    /// <summary>Where it stands among neighbouring steps that ran at the same time.</summary>
    public GroupPlace Place { get; init; }

    /// <summary>Whether the time of the run depends on it: see <see cref="RunTimeline.CriticalPath"/>.</summary>
    public bool IsCritical { get; init; }

    /// <summary>How long it has run so far.</summary>
    public TimeSpan Length => End - Start ?? TimeSpan.Zero;
}
