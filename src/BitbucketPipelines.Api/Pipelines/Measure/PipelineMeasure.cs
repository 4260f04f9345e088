namespace BitbucketPipelines.Api.Runs;

/// <summary>What the runs of one group took: of a repository, a branch, a pipeline, a month, or several of them together.</summary>
public sealed class PipelineMeasure
{
    /// <summary>The workspace.</summary>
    public string? Workspace { get; internal init; }

    /// <summary>The repository; null when the runs of several repositories are counted together.</summary>
    public string? Repository { get; internal init; }

    /// <summary>The branch; null when branches are counted together, and for runs of tags and commits.</summary>
    public string? Branch { get; internal init; }

    /// <summary>
    /// The section of bitbucket-pipelines.yml: <c>default</c>, <c>custom: nightly</c>, <c>branches: release/*</c>; null when pipelines are
    /// counted together, and for runs that were not parsed.
    /// </summary>
    public string? Section { get; internal init; }

    /// <summary>The month in UTC in which the runs were created, such as <c>2026-11</c>; null when months are counted together.</summary>
    public string? Month { get; internal init; }

    /// <summary>The number of runs.</summary>
    public int Runs { get; internal init; }

    /// <summary>The number of runs that ended with SUCCESSFUL.</summary>
    public int Successful { get; internal init; }

    /// <summary>The number of runs that ended with another result than SUCCESSFUL and STOPPED.</summary>
    public int Failed { get; internal init; }

    /// <summary>The number of runs that were stopped.</summary>
    public int Stopped { get; internal init; }

    /// <summary>The number of runs that have not ended.</summary>
    public int Unfinished { get; internal init; }

    /// <summary>The successful runs divided by the runs that have ended, from 0 to 1; null when none has ended.</summary>
    public double? SuccessRate => Runs == Unfinished ? null : (double)Successful / (Runs - Unfinished);

    /// <summary>The median of the durations of the runs that have ended, in seconds.</summary>
    public double? MedianDurationSeconds { get; internal init; }

    /// <summary>The 95th percentile of the durations: the shortest that 95 % of the runs did not exceed, in seconds.</summary>
    public double? P95DurationSeconds { get; internal init; }

    /// <summary>The median of the times that the runs have waited, in seconds.</summary>
    public double? MedianWaitingSeconds { get; internal init; }

    /// <summary>The 95th percentile of the times that the runs have waited, in seconds.</summary>
    public double? P95WaitingSeconds { get; internal init; }

    /// <summary>The build seconds that Bitbucket states for the runs, of unfinished ones those so far.</summary>
    public long BuildSeconds { get; internal init; }

    /// <summary>The build seconds in minutes, not rounded.</summary>
    public double BuildMinutes => BuildSeconds / 60.0;

    /// <summary>The part of the build seconds of all rows, from 0 to 1; null when there are none.</summary>
    public double? Share { get; internal set; }

    /// <summary>The beginning of the time range.</summary>
    public DateTimeOffset Since { get; internal init; }

    /// <summary>The end of the time range.</summary>
    public DateTimeOffset Until { get; internal init; }

    /// <summary>The group and its minutes.</summary>
    public override string ToString() =>
        $"{string.Join(" ", new[] { Repository ?? Workspace, Branch, Section, Month }.OfType<string>())}: "
            + Counted.Of(Math.Round(BuildMinutes, 1), "minute");
}
