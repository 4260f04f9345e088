using System.Globalization;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Compares what two runs are of: the commits between them, and bitbucket-pipelines.yml.</summary>
/// <param name="reading">Reads the commits and the file.</param>
internal sealed class ChangeComparer(ComparisonReading reading)
{
    /// <summary>The number of requests of a comparison: one for commits, two for the file.</summary>
    public const int Requests = 1 + RequestsForFile;

    private const int RequestsForFile = 2;
    private const int MostCommits = 50;
    private const int MostFileLines = 200;

    /// <summary>Finds the commits and the lines of the file that changed.</summary>
    /// <param name="comparison">Receives what is found.</param>
    /// <param name="hash">The commit of the run; null when it is not known.</param>
    /// <param name="other">The commit of the other run.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task CompareAsync(PipelineComparison comparison, string? hash, string? other, CancellationToken cancellationToken)
    {
        if (hash is null || other is null)
        {
            reading.Note("The commit of a run is not known, so commits and bitbucket-pipelines.yml are not compared.");
            return;
        }

        if (hash == other)
        {
            reading.Note("Both runs are of the same commit.");
            return;
        }

        if (reading.RequestsLeft == 0)
        {
            reading.Note("The commits between the runs were not read, to keep the number of requests low.");
        }
        else
        {
            comparison.Commits = await reading.TryAsync(
                () => CommitsAsync(hash, other, cancellationToken), [], "The commits between the runs").ConfigureAwait(false);
        }

        if (reading.RequestsLeft < RequestsForFile)
        {
            reading.Note($"{CustomPipelines.FileName} was not read, to keep the number of requests low.");
            return;
        }

        comparison.FileChanges = await reading.TryAsync(
            () => FileChangesAsync(hash, other, cancellationToken), [], CustomPipelines.FileName).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<ComparedCommit>> CommitsAsync(string hash, string other, CancellationToken cancellationToken)
    {
        Page<CommitEntry> page = await reading.Client.SendAsync(
            Repositories.Commits(reading.Repository, hash, other).With("pagelen", MostCommits.ToString(CultureInfo.InvariantCulture)),
            cancellationToken).ConfigureAwait(false);
        ComparedCommit[] commits = [.. (page.Values ?? []).Select(c => c.Shown)];
        if (page.Next is not null)
        {
            reading.Note($"There are more commits; the newest {commits.Length} are listed.");
        }

        if (commits.Length == 0)
        {
            reading.Note("The run has no commit that the other run had not: it is of an earlier commit.");
        }

        return commits;
    }

    private async Task<IReadOnlyList<string>> FileChangesAsync(string hash, string other, CancellationToken cancellationToken)
    {
        string before = await FileAsync(other, cancellationToken).ConfigureAwait(false);
        string after = await FileAsync(hash, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> changes = LineDifference.Between(before, after);
        return changes.Count <= MostFileLines ? changes
            : [.. changes.Take(MostFileLines), $"[... {changes.Count - MostFileLines} lines more ...]"];
    }

    private Task<string> FileAsync(string commit, CancellationToken cancellationToken) =>
        CustomPipelines.ReadAsync(reading.Client, reading.Repository, commit, cancellationToken);
}
