using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>What is read of runs that are followed, and when that ends.</summary>
internal sealed record FollowOptions
{
    /// <summary>When all has to be over, for all runs together.</summary>
    public Deadline Deadline { get; init; } = Deadline.None;

    /// <summary>A fixed pause between two requests for the state; null for one that adapts.</summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>Whether waiting goes on while a run is paused on a manual step.</summary>
    public bool WaitWhilePaused { get; init; }

    /// <summary>Whether a run is stopped that has not ended when the time is up.</summary>
    public bool StopOnTimeout { get; init; }

    /// <summary>Whether someone looks at the progress: steps and estimates of a few runs are read for it.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>How many lines at the end of the failed step's log the report of a failure has; null for no report.</summary>
    public int? ReportLines { get; init; }

    /// <summary>Whether the logs are read.</summary>
    public bool Logs { get; init; }

    /// <summary>Whether waiting ends with the logs of <see cref="Steps"/>, though the run goes on.</summary>
    public bool EndsWithLogs { get; init; }

    /// <summary>The steps whose logs are read; null for all.</summary>
    public Func<PipelineStep, bool>? Steps { get; init; }

    /// <summary>How many of the lines that are there already are read of each step; null for all.</summary>
    public int? Tail { get; init; }
}
