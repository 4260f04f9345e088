using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>How runs are followed: what is read, and when that ends.</summary>
internal sealed record FollowOptions
{
    /// <summary>The time limit for all runs together.</summary>
    public Deadline Deadline { get; init; } = Deadline.None;

    /// <summary>A fixed pause between two requests for the state; null for a pause that depends on the elapsed time.</summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>Whether to continue to wait while a run is paused on a manual step.</summary>
    public bool WaitWhilePaused { get; init; }

    /// <summary>Whether to stop a run that has not ended within the time limit.</summary>
    public bool StopOnTimeout { get; init; }

    /// <summary>Whether progress is shown. If there are only a few runs, their steps and estimated durations are read for it.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>
    /// The number of lines from the end of the failed step's log in the report of a failure; null for no report. A log that was followed
    /// to its end is not read again.
    /// </summary>
    public int? ReportLines { get; init; }

    /// <summary>Whether the steps of each run are read when it has ended, for a summary.</summary>
    public bool ReadsFinalSteps { get; init; }

    /// <summary>Whether the steps are read each time that the run is, as a picture of the run needs it.</summary>
    public bool ReadsSteps { get; init; }

    /// <summary>Whether the logs are read.</summary>
    public bool Logs { get; init; }

    /// <summary>Whether to end when the logs of <see cref="Steps"/> are complete, even if the run continues.</summary>
    public bool EndsWithLogs { get; init; }

    /// <summary>Selects the steps whose logs are read; null for all steps.</summary>
    public Func<PipelineStep, bool>? Steps { get; init; }

    /// <summary>The number of existing lines to read of each log; null for all lines. Later lines are always read.</summary>
    public int? Tail { get; init; }
}
