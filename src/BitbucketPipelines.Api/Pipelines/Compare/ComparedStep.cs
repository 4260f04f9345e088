namespace BitbucketPipelines.Api.Models;

/// <summary>A step of two runs.</summary>
public sealed class ComparedStep
{
    /// <summary>A step is slower or faster if its duration changes by so many seconds at least.</summary>
    private const double LeastSeconds = 10;

    /// <summary>.. and by this part of the duration before.</summary>
    private const double LeastPart = 0.25;

    /// <summary>The name.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The result; null when the step is new and has not ended, or when the run has no such step.</summary>
    public string? Result { get; internal init; }

    /// <summary>The result in the other run.</summary>
    public string? ReferenceResult { get; internal init; }

    /// <summary>The duration in seconds; null for a step that did not run.</summary>
    public double? DurationSeconds { get; internal init; }

    /// <summary>The duration in the other run, in seconds; null for a step that did not run.</summary>
    public double? ReferenceDurationSeconds { get; internal init; }

    /// <summary>The Docker image.</summary>
    public string? Image { get; internal init; }

    /// <summary>The Docker image in the other run.</summary>
    public string? ReferenceImage { get; internal init; }

    /// <summary>Added, Removed, Result, Image, Slower, Faster, or Equal: the first of them that applies.</summary>
    public string Difference { get; internal init; } = "Equal";

    /// <summary>Compares two steps, of which one can be missing.</summary>
    internal static ComparedStep Of(PipelineStep? step, PipelineStep? reference) => new()
    {
        Name = (step ?? reference)!.DisplayName,
        Result = step?.Result ?? step?.Status,
        ReferenceResult = reference?.Result ?? reference?.Status,
        DurationSeconds = Seconds(step),
        ReferenceDurationSeconds = Seconds(reference),
        Image = step?.Image,
        ReferenceImage = reference?.Image,
        Difference = reference is null ? "Added"
            : step is null ? "Removed"
            : (step.Result ?? step.Status) != (reference.Result ?? reference.Status) ? "Result"
            : step.Image != reference.Image ? "Image"
            : Slower(Seconds(step), Seconds(reference)) ? "Slower"
            : Slower(Seconds(reference), Seconds(step)) ? "Faster"
            : "Equal",
    };

    /// <summary>The name, and what is different.</summary>
    public override string ToString() => $"{Name}: {Difference}";

    /// <summary>The duration of a step. One that did not run has none, although the server states 0.</summary>
    private static double? Seconds(PipelineStep? step) => step?.Result == PipelineStates.NotRun ? null : step?.DurationSeconds;

    private static bool Slower(double? now, double? before) =>
        now - before >= LeastSeconds && now - before >= before * LeastPart;
}
