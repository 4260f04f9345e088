using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Something that happened to a run that is followed.</summary>
internal abstract record RunEvent
{
    private RunEvent()
    {
    }

    /// <summary>The state of a run, or of one of its steps, is another than before.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Steps">Its steps, as far as they are known.</param>
    public sealed record StateChanged(Pipeline Run, IReadOnlyList<PipelineStep> Steps) : RunEvent;

    /// <summary>How long the run will probably take.</summary>
    public sealed record Estimated(Pipeline Run, TimeSpan? Duration) : RunEvent;

    /// <summary>A line of the log of a step.</summary>
    public sealed record LogLine(PipelineStep Step, string Line) : RunEvent;

    /// <summary>A line of the log is so long that it is given in pieces. Told once for each step.</summary>
    public sealed record LineSplit : RunEvent;

    /// <summary>A step has ended, and all of its log was given.</summary>
    public sealed record StepEnded(PipelineStep Step) : RunEvent;

    /// <summary>The log of a step was given up after some lines; the others are followed on.</summary>
    public sealed record StepLogIncomplete(PipelineStep Step, long Lines, BitbucketApiException? Failure) : RunEvent;

    /// <summary>The steps of a run could not be read, so there is no log.</summary>
    public sealed record RunLogIncomplete(Pipeline Run, BitbucketApiException Failure) : RunEvent;

    /// <summary>A request failed and is tried again later.</summary>
    /// <param name="Failure">The failure.</param>
    /// <param name="IsLog">Whether a log was asked for, rather than the state of the run.</param>
    public sealed record RequestFailed(BitbucketApiException Failure, bool IsLog) : RunEvent;

    /// <summary>Waiting for the run ended. The last event of a run.</summary>
    /// <param name="Outcome">How it ended.</param>
    /// <param name="Report">Why the run failed, where it did and the reason was asked for.</param>
    /// <param name="Stop">What came of stopping the run, where the time was up and the run was to be stopped then.</param>
    public sealed record Ended(RunOutcome Outcome, FailureReport? Report = null, StopResult? Stop = null) : RunEvent;
}
