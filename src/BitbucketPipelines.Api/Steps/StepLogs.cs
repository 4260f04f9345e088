using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Reads or saves the logs of the steps of a repository, and reports them as one stream of events.</summary>
/// <param name="client">The client.</param>
/// <param name="repository">The repository of the steps.</param>
/// <param name="options">Which part of each log is read.</param>
/// <param name="saver">Receives the logs instead of the stream; null to read them.</param>
/// <param name="report">Receives the events, on any thread.</param>
/// <param name="ahead">Limits what is read before the turn of this run; null when it is read at once.</param>
internal sealed class StepLogs(
    BitbucketClient client, RepositoryId repository, LogOptions options, LogSaver? saver, Action<LogEvent> report,
    LogReadAhead? ahead = null)
{
    /// <summary>The largest log that is read as one string, in bytes.</summary>
    private const int MaxRawLength = 256 * 1024 * 1024;

    /// <summary>The log that is being read, or was read last.</summary>
    public StepLogReader? Current { get; private set; }

    /// <summary>The number of steps that have no log.</summary>
    public int MissingCount { get; private set; }

    /// <summary>Reads or saves the log of a step.</summary>
    /// <exception cref="BitbucketApiException">The log could not be read.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public async Task ReadAsync(PipelineStep step, CancellationToken cancellationToken)
    {
        if (saver is not null)
        {
            await WaitForTurnAsync(cancellationToken).ConfigureAwait(false);
            await SaveAsync(step, saver, cancellationToken).ConfigureAwait(false);
            return;
        }

        StepLogReader reader = Open(step);
        Task<bool> reading = options switch
        {
            { Tail: { } count } => ahead is null
                ? ReadTailAsync(step, reader, count, cancellationToken)
                : ahead.RunAsync(() => ReadTailAsync(step, reader, count, cancellationToken), cancellationToken),
            { Raw: true } => ReadRawAsync(step, reader, cancellationToken),
            { Digest: { } most } => ahead is null
                ? ReadDigestAsync(step, reader, most, cancellationToken)
                : ahead.RunAsync(() => ReadDigestAsync(step, reader, most, cancellationToken), cancellationToken),
            _ => LogLines.ReadAsync(
                reader, options.TotalCount ?? int.MaxValue, lines => report(new LogEvent.Lines(step, lines)), cancellationToken,
                ahead),
        };
        if (!await reading.ConfigureAwait(false))
        {
            ReportMissing(step);
        }
    }

    private async Task SaveAsync(PipelineStep step, LogSaver target, CancellationToken cancellationToken)
    {
        if (options.LogUuid is null && !step.HasStarted)
        {
            ReportMissing(step);
            return;
        }

        foreach (PipelineStep missing in await target.AddAsync(Open(step), step, cancellationToken).ConfigureAwait(false))
        {
            ReportMissing(missing);
        }
    }

    private async Task<bool> ReadTailAsync(PipelineStep step, StepLogReader reader, int count, CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? lines = await reader.TailAsync(count, cancellationToken).ConfigureAwait(false);
        report(new LogEvent.Lines(step, lines ?? []));
        return lines is not null;
    }

    /// <summary>Reads the whole log, of which only the lines that may matter are kept.</summary>
    private async Task<bool> ReadDigestAsync(PipelineStep step, StepLogReader reader, int most, CancellationToken cancellationToken)
    {
        LogDigest digest = LogDigest.Of(step, most);
        bool exists = await LogLines.ReadAsync(reader, int.MaxValue, digest.Add, cancellationToken).ConfigureAwait(false);
        if (exists)
        {
            string shown = string.Join(" ", step.DisplayName.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
            string name = options.LogUuid is null ? $"step '{shown}'" : $"container of step '{shown}'";
            report(new LogEvent.Lines(step, digest.Render(name)));
        }

        return exists;
    }

    private async Task<bool> ReadRawAsync(PipelineStep step, StepLogReader reader, CancellationToken cancellationToken)
    {
        await WaitForTurnAsync(cancellationToken).ConfigureAwait(false);
        (bool exists, string? text) = await LogLines.ReadRawAsync(reader, MaxRawLength, cancellationToken).ConfigureAwait(false);
        if (exists)
        {
            report(text is null ? new LogEvent.TooLarge(step, MaxRawLength, reader.Length) : new LogEvent.Text(step, text));
        }

        return exists;
    }

    private Task WaitForTurnAsync(CancellationToken cancellationToken) =>
        ahead is null ? Task.CompletedTask : ahead.WaitForTurnAsync(cancellationToken);

    private StepLogReader Open(PipelineStep step)
    {
        string uuid = Required.Uuid(step.Uuid, $"step '{step.DisplayName}'");
        ApiRequest request = options.LogUuid is not { } log
            ? Pipelines.Log(repository, step.Pipeline, uuid)
            : Pipelines.ContainerLog(
                repository, step.Pipeline, uuid, Guid.TryParse(log, out Guid parsed) ? parsed.ToString("B") : log);
        return Current = new StepLogReader(client, request) { OnLineSplit = () => report(new LogEvent.LineSplit(step)) };
    }

    private void ReportMissing(PipelineStep step)
    {
        MissingCount++;
        report(new LogEvent.Missing(step));
    }
}
