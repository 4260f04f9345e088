using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>One part of the stream that <see cref="StepLogs"/> produces while it reads the logs of steps.</summary>
internal abstract record LogEvent
{
    private LogEvent()
    {
    }

    /// <summary>Lines of the log of a step, in order.</summary>
    public sealed record Lines(PipelineStep Step, IReadOnlyList<string> Values) : LogEvent;

    /// <summary>The whole log of a step as one string, line ends included.</summary>
    public sealed record Text(PipelineStep Step, string Value) : LogEvent;

    /// <summary>The log of a step was requested as one string but has more than <paramref name="Limit"/> bytes.</summary>
    public sealed record TooLarge(PipelineStep Step, long Limit) : LogEvent;

    /// <summary>A line of the log is so long that it arrives in pieces. Occurs once for each step.</summary>
    public sealed record LineSplit(PipelineStep Step) : LogEvent;

    /// <summary>The step has no log.</summary>
    public sealed record Missing(PipelineStep Step) : LogEvent;
}
