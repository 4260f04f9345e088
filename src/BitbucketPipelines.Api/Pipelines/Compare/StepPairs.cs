using System.Globalization;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>The steps of two runs side by side. Of runs with very many steps, not all are read.</summary>
internal sealed class StepPairs
{
    /// <summary>The number of pages of steps that are read of each run.</summary>
    private const int FewPages = 3;

    private readonly ComparisonReading _reading;
    private readonly StepPages _steps;
    private readonly StepPages _before;

    private StepPairs(ComparisonReading reading, StepPages steps, StepPages before)
    {
        (_reading, _steps, _before) = (reading, steps, before);
        Pairs = Pair(steps.Steps, before.Steps);
        int failed = Pairs.FindIndex(p => IsCause(p.Now));
        (Failed, Same) = Pairs.Find(p => p.Now is { IsFailed: true } && (failed < 0 || IsCause(p.Now)));
    }

    /// <summary>The steps: by name, those of the same name and those without one in order.</summary>
    public List<(PipelineStep? Now, PipelineStep? Before)> Pairs { get; }

    /// <summary>The first step of the run that failed by itself, not because it was stopped; else the first failed one, or null.</summary>
    public PipelineStep? Failed { get; }

    /// <summary>The step of the other run that <see cref="Failed"/> is side by side with.</summary>
    public PipelineStep? Same { get; }

    /// <summary>Whether all steps of the other run were read.</summary>
    public bool IsOtherWhole => _before.IsWhole;

    /// <summary>The steps as they are shown. A step is new or gone only if all steps of the run without it were read.</summary>
    public IEnumerable<ComparedStep> Compared => Pairs
        .Where(p => p.Now is null ? _steps.IsWhole : p.Before is not null || _before.IsWhole)
        .Select(p => ComparedStep.Of(p.Now, p.Before));

    /// <summary>Reads the steps of both runs.</summary>
    /// <param name="reading">Reads, and counts the requests.</param>
    /// <param name="run">The run.</param>
    /// <param name="reference">The run that it is compared with; null when there is none.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="BitbucketApiException">The steps of the run could not be read, or nothing more can be read.</exception>
    public static async Task<StepPairs> ReadAsync(
        ComparisonReading reading, Pipeline run, Pipeline? reference, CancellationToken cancellationToken)
    {
        // Requests are kept for the log of the failed step, then for the other log and a page of the other steps.
        int kept = reference is null ? 1 : 3;
        StepPages steps = await StepList.ReadSomeAsync(
            reading.ClientKeeping(1), reading.Repository, run,
            (read, pages) => reading.RequestsLeft > kept
                && (pages < FewPages || (!run.IsSuccessful && !read.Exists(s => s.IsFailed))),
            cancellationToken).ConfigureAwait(false);
        NotePart(reading, run, steps);
        StepPages before = new([], true, 0);
        if (reference is not null)
        {
            string? failed = (steps.Steps.FirstOrDefault(IsCause) ?? steps.Steps.FirstOrDefault(s => s.IsFailed))?.DisplayName;
            before = await reading.TryAsync(
                () => StepList.ReadSomeAsync(
                    reading.ClientKeeping(2), reading.Repository, reference,
                    (read, pages) => reading.RequestsLeft > 2
                        && (pages < FewPages || (failed is not null && !read.Exists(s => s.DisplayName == failed))),
                    cancellationToken),
                new([], false, null), "The steps of the other run").ConfigureAwait(false);
            if (before.Steps.Count > 0)
            {
                NotePart(reading, reference, before);
            }
        }

        return new(reading, steps, before);
    }

    /// <summary>
    /// The step whose log is the nearest to that of the failed step without a counterpart: one of the same name, or the one in its place if
    /// that was renamed.
    /// </summary>
    public PipelineStep? Like(PipelineStep failed)
    {
        (IReadOnlyList<PipelineStep> steps, IReadOnlyList<PipelineStep> before) = (_steps.Steps, _before.Steps);
        PipelineStep? same = before.LastOrDefault(s => s.DisplayName == failed.DisplayName);
        if (same is null && _before.IsWhole && _steps.IsWhole && steps.Count == before.Count
            && before[steps.ToList().IndexOf(failed)] is { } inPlace && steps.All(s => s.DisplayName != inPlace.DisplayName))
        {
            same = inPlace;
            _reading.Note($"The other run has no step '{failed.DisplayName}', so its log is compared with that of "
                + $"'{same.DisplayName}' in its place.");
        }

        return same;
    }

    /// <summary>
    /// Whether a step failed by itself. One that is stopped can come before it: those beside a step that fails are, with fail-fast.
    /// </summary>
    private static bool IsCause(PipelineStep? step) => step is { IsFailed: true, Result: PipelineStates.Failed or PipelineStates.Error };

    /// <summary>Notes the steps that failed besides the first one.</summary>
    public void NoteOthers()
    {
        string[] others = [.. _steps.Steps.Where(s => s.IsFailed && s != Failed).Select(s => $"'{s.DisplayName}'")];
        if (others.Length > 0)
        {
            string more = others.Length > 10 ? $" and {Number(others.Length - 10)} more" : "";
            _reading.Note($"Other steps failed, too; their logs are not compared: {string.Join(", ", others.Take(10))}{more}.");
        }
    }

    private static void NotePart(ComparisonReading reading, Pipeline run, StepPages steps)
    {
        if (!steps.IsWhole)
        {
            string all = steps.Count is { } count ? $" of {Number(count)}" : "";
            reading.Note($"Only the first {Number(steps.Steps.Count)}{all} steps of run {run} were read, to keep the number of requests "
                + "low: the others are not compared.");
        }
    }

    private static List<(PipelineStep? Now, PipelineStep? Before)> Pair(
        IReadOnlyList<PipelineStep> steps, IReadOnlyList<PipelineStep> before)
    {
        List<PipelineStep> left = [.. before];
        var pairs = new List<(PipelineStep? Now, PipelineStep? Before)>();
        foreach (PipelineStep step in steps)
        {
            PipelineStep? same = left.Find(s => s.DisplayName == step.DisplayName);
            if (same is not null)
            {
                left.Remove(same);
            }

            pairs.Add((step, same));
        }

        pairs.AddRange(left.Select(s => ((PipelineStep?)null, (PipelineStep?)s)));
        return pairs;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
