using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>An event of a followed run.</summary>
internal abstract record RunEvent
{
    private RunEvent()
    {
    }

    /// <summary>About how much memory the event holds, in bytes.</summary>
    public virtual long Weight => 1024;

    /// <summary>The state of a run or of one of its steps has changed.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Steps">The steps of the run, as far as they are known.</param>
    public sealed record StateChanged(Pipeline Run, IReadOnlyList<PipelineStep> Steps) : RunEvent;

    /// <summary>The run waits for a person to start a step, and the wait continues. Occurs once for each step.</summary>
    public sealed record PersonNeeded(Pipeline Run, PipelineStep Step) : RunEvent;

    /// <summary>The estimated duration of the run; null when it is unknown.</summary>
    public sealed record Estimated(Pipeline Run, TimeSpan? Duration) : RunEvent;

    /// <summary>A line of the log of a step.</summary>
    public sealed record LogLine(PipelineStep Step, string Line) : RunEvent
    {
        /// <inheritdoc/>
        public override long Weight => LogEvent.WeightOf([Line]);
    }

    /// <summary>A line of the log is so long that it arrives in pieces. Occurs once for each step.</summary>
    public sealed record LineSplit : RunEvent;

    /// <summary>A step has ended, and its log was reported, or was given up with an event of its own.</summary>
    public sealed record StepEnded(PipelineStep Step) : RunEvent;

    /// <summary>The log of a step could not be read to its end. The logs of other steps are still followed.</summary>
    public sealed record StepLogIncomplete(PipelineStep Step, long Lines, BitbucketApiException? Failure) : RunEvent;

    /// <summary>The steps of a run could not be read, so its log is missing.</summary>
    public sealed record RunLogIncomplete(Pipeline Run, BitbucketApiException Failure) : RunEvent;

    /// <summary>A request failed and will be repeated.</summary>
    /// <param name="Failure">The failure.</param>
    /// <param name="IsLog">Whether the request was for a log, and not for the state of the run.</param>
    public sealed record RequestFailed(BitbucketApiException Failure, bool IsLog) : RunEvent;

    /// <summary>The wait for the run has ended. This is the last event of the run.</summary>
    /// <param name="Outcome">How the wait ended.</param>
    /// <param name="Report">Why the run failed; null when it did not fail or no report was requested.</param>
    /// <param name="Stop">The result of stopping the run; null when it was not stopped.</param>
    public sealed record Ended(RunOutcome Outcome, FailureReport? Report = null, StopResult? Stop = null) : RunEvent;
}
