using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines;

/// <summary>Reads a run and the one that it is compared with, and compares them.</summary>
/// <param name="record">The work that reads them.</param>
/// <param name="input">The run, and the client whose requests are limited.</param>
/// <param name="reference">The run that it is compared with; null for the last successful one.</param>
internal sealed class RunComparison(RecordWork record, RunInput input, PipelineReference? reference)
{
    private readonly RunComparer _comparer = new(input.Client, input.Repository);

    /// <summary>What should be known before the comparison is read.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>The number of requests that were sent.</summary>
    public int Requests => RunComparer.MostRequests - input.Client.RequestsLeft;

    /// <summary>Reads and compares the runs. One request is sent after the other.</summary>
    public Task<PipelineComparison> ReadAsync(CancellationToken cancellationToken) =>
        record.Gate.RunAsync(() => ReadAllAsync(cancellationToken), cancellationToken);

    private async Task<PipelineComparison> ReadAllAsync(CancellationToken cancellationToken)
    {
        Pipeline run = await GetAsync(input.Run.Value, cancellationToken).ConfigureAwait(false);
        Pipeline? other = reference is null
            ? await EarlierRun.FindAsync(input.Client, input.Repository, run, cancellationToken).ConfigureAwait(false)
            : await ReferenceAsync(reference, cancellationToken).ConfigureAwait(false);
        if (other is not null && other.BuildNumber == run.BuildNumber)
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.SameRun, $"Run {run} cannot be compared with itself.", "Specify another run as -Reference, or none."));
        }

        WarnAbout(run, other);
        return await _comparer.CompareAsync(run, other, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Pipeline> ReferenceAsync(PipelineReference named, CancellationToken cancellationToken)
    {
        if (named.IsLatest)
        {
            return await LatestRun.FindAsync(input.Client, input.Repository, new(), cancellationToken).ConfigureAwait(false)
                ?? throw new ErrorRecordException(Errors.NoRun(input.Repository, null));
        }

        PipelineId id = named.Parse(record.Session);
        if (id.Repository is { } place && !string.Equals(place.Slug, input.Repository.Slug, StringComparison.OrdinalIgnoreCase)
            && place.Slug[0] != '{' && input.Repository.Slug[0] != '{')
        {
            throw new ErrorRecordException(Errors.InvalidArgument(
                ErrorId.InvalidArgument, $"Run {id} belongs to {place}, but the run that is compared belongs to {input.Repository}.",
                "Only runs of the same repository can be compared."));
        }

        return await ErrorMap.RunAsync(
            t => GetAsync(id.Value, t),
            async (e, t) => e is BitbucketApiException { IsRunMissing: true } missing
                ? Errors.RunNotFound(
                    missing, id.Value, input.Repository,
                    await new Alternatives(input.Client, input.Repository).LatestRunAsync(t).ConfigureAwait(false))
                : null,
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<Pipeline> GetAsync(string id, CancellationToken cancellationToken)
    {
        Pipeline run = await input.Client.SendAsync(Pipelines.Get(input.Repository, id), cancellationToken).ConfigureAwait(false);
        run.SetLocation(input.Repository, input.Client.SiteUri);
        return run;
    }

    private void WarnAbout(Pipeline run, Pipeline? other)
    {
        if (!run.IsCompleted)
        {
            Warnings.Add($"Run {run} has not ended, so only what is known so far is compared.");
        }

        if (other is null)
        {
            Warnings.Add($"No successful run of the same pipeline and branch was found before run {run} of {input.Repository}, so it is "
                + "not compared with any. Use -Reference to specify another run.");
            _comparer.Note($"There is no successful run of the same pipeline and branch before it among the last {EarlierRun.Searched}.");
            return;
        }

        if (!EarlierRun.IsSamePipeline(run, other))
        {
            Warnings.Add($"Run {run} ({NameOf(run)}) and run {other} ({NameOf(other)}) are of different pipelines, so their steps and logs "
                + "may have little in common.");
        }
        else if (!EarlierRun.IsSame(run, other))
        {
            _comparer.Note("The runs are of different branches, tags or pull requests.");
        }

        if (!other.IsCompleted)
        {
            Warnings.Add($"Run {other} has not ended, so only what is known so far is compared.");
        }

        if (run.IsSuccessful)
        {
            _comparer.Note($"Run {run} succeeded, so no log is compared.");
        }
    }

    private static string NameOf(Pipeline run) => (run.Target?.Selector ?? run.RequestedSelector)?.ToString() is { Length: > 0 } name
        ? name
        : "default";
}
