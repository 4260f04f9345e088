using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Compares the log of the failed step with that of the same step in the other run.</summary>
/// <param name="reading">Reads the logs.</param>
internal sealed class LogComparer(ComparisonReading reading)
{
    /// <summary>The maximum number of lines of the log that are shown.</summary>
    private const int MostLines = 20;

    /// <summary>Finds the cause, and the lines that only the log of the failed step has.</summary>
    /// <param name="comparison">Receives what is found.</param>
    /// <param name="failed">The step that failed.</param>
    /// <param name="same">The step of the other run; null when there is none.</param>
    /// <param name="isOtherWhole">Whether all steps of the other run are known.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task CompareAsync(
        PipelineComparison comparison, PipelineStep failed, PipelineStep? same, bool isOtherWhole, CancellationToken cancellationToken)
    {
        KnownLines? known = comparison.Reference is null ? null
            : await KnownAsync(failed, same, isOtherWhole, cancellationToken).ConfigureAwait(false);
        LogDigest digest = LogDigest.Of(failed, MostLines, known);
        bool? hasLog = await reading.TryAsync<bool?>(
            async () => await ReadAsync(reading.Client, failed, digest.Add, cancellationToken).ConfigureAwait(false), null,
            $"The log of step '{failed.DisplayName}'").ConfigureAwait(false);
        if (hasLog == true && digest.Count > 0)
        {
            digest.Finish();
            comparison.NewLogLineCount = known is null ? null : digest.NewCount;
            comparison.NewLogLines = digest.RenderNew();
            comparison.LogLine = digest.Cause?.Number;
        }
        else if (hasLog is { } isEmpty)
        {
            reading.Note(isEmpty ? $"The log of step '{failed.DisplayName}' is empty." : $"Step '{failed.DisplayName}' has no log.");
        }

        comparison.Cause = digest.Cause?.Text.Trim() ?? failed.Error ?? comparison.Cause;
    }

    /// <summary>The lines of the log of the other run; null when they are not known, which a note says.</summary>
    private async Task<KnownLines?> KnownAsync(
        PipelineStep failed, PipelineStep? same, bool isOtherWhole, CancellationToken cancellationToken)
    {
        if (same is not { HasStarted: true })
        {
            reading.Note(same is not null
                ? $"Step '{failed.DisplayName}' did not start in the other run, so its log is not compared."
                : isOtherWhole ? $"The other run has no step '{failed.DisplayName}', so its log is not compared."
                : $"Step '{failed.DisplayName}' is not among the steps of the other run that were read, so its log is not compared.");
            return null;
        }

        if (reading.RequestsLeft <= 1)
        {
            reading.Note($"The log of step '{same.DisplayName}' of the other run was not read, to keep the number of requests low.");
            return null;
        }

        var known = new KnownLines();
        // One request is kept for the log of the failed step.
        BitbucketClient client = reading.ClientKeeping(1);
        bool? exists = await reading.TryAsync<bool?>(
            async () => await ReadAsync(
                client, same,
                lines =>
                {
                    foreach (string line in lines)
                    {
                        known.Add(line);
                    }
                },
                cancellationToken).ConfigureAwait(false),
            null, $"The log of step '{same.DisplayName}' of the other run").ConfigureAwait(false);
        if (exists != true || known.Count == 0)
        {
            if (exists is { } isThere)
            {
                reading.Note($"Step '{same.DisplayName}' of the other run has {(isThere ? "an empty log" : "no log any more")}, so the log "
                    + "of the failed step is not compared.");
            }

            return null;
        }

        if (known.IsCut)
        {
            reading.Note("The log of the other run is very long: lines near its end count as new.");
        }

        return known;
    }

    private Task<bool> ReadAsync(
        BitbucketClient client, PipelineStep step, Action<IReadOnlyList<string>> receive, CancellationToken cancellationToken)
    {
        string uuid = Required.Uuid(step.Uuid, $"step '{step.DisplayName}'");
        return LogLines.ReadAsync(
            new StepLogReader(client, Pipelines.Log(reading.Repository, step.Pipeline, uuid)), int.MaxValue, receive,
            cancellationToken);
    }
}
