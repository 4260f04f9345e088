using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>One part of the stream that <see cref="StepLogs"/> produces while it reads the logs of steps.</summary>
internal abstract record LogEvent
{
    /// <summary>What an object takes in memory besides its characters, about.</summary>
    private const long Overhead = 64;

    private LogEvent()
    {
    }

    /// <summary>About how much memory the event holds, in bytes.</summary>
    public virtual long Weight => 1024;

    /// <summary>About how much memory lines hold, in bytes.</summary>
    public static long WeightOf(IReadOnlyList<string> lines)
    {
        long weight = Overhead;
        for (int i = 0; i < lines.Count; i++)
        {
            weight += Overhead + (sizeof(char) * (long)lines[i].Length);
        }

        return weight;
    }

    /// <summary>Lines of the log of a step, in order.</summary>
    public sealed record Lines(PipelineStep Step, IReadOnlyList<string> Values) : LogEvent
    {
        /// <inheritdoc/>
        public override long Weight => WeightOf(Values);
    }

    /// <summary>The whole log of a step as one string, line ends included.</summary>
    public sealed record Text(PipelineStep Step, string Value) : LogEvent
    {
        /// <inheritdoc/>
        public override long Weight => WeightOf([Value]);
    }

    /// <summary>The log of a step was requested as one string but has more than <paramref name="Limit"/> bytes.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Limit">The maximum size in bytes.</param>
    /// <param name="Length">The size in bytes; null when the server does not state it.</param>
    public sealed record TooLarge(PipelineStep Step, long Limit, long? Length) : LogEvent;

    /// <summary>A line of the log is so long that it arrives in pieces. Occurs once for each step.</summary>
    public sealed record LineSplit(PipelineStep Step) : LogEvent;

    /// <summary>The step has no log.</summary>
    public sealed record Missing(PipelineStep Step) : LogEvent;
}
