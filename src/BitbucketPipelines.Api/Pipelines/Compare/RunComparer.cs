using System.Globalization;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Compares two runs of a repository: steps, the log of the first step that failed, tests, commits, and bitbucket-pipelines.yml. It sends
/// few requests, the most telling ones first, and goes on where something cannot be read: a note says so.
/// </summary>
/// <param name="client">
/// The client. <see cref="BitbucketClient.Within"/> limits the number of its requests; what was sent before counts.
/// </param>
/// <param name="repository">The repository.</param>
internal sealed class RunComparer(BitbucketClient client, RepositoryId repository)
{
    /// <summary>The maximum number of requests, with those that found the runs.</summary>
    public const int MostRequests = 12;

    private readonly ComparisonReading _reading = new(client, repository);

    /// <summary>Adds a note.</summary>
    public void Note(string text) => _reading.Note(text);

    /// <summary>Compares a run with an earlier one.</summary>
    /// <param name="run">The run.</param>
    /// <param name="reference">The run that it is compared with; null when there is none.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="BitbucketApiException">The steps of the run could not be read, or nothing more can be read.</exception>
    public async Task<PipelineComparison> CompareAsync(Pipeline run, Pipeline? reference, CancellationToken cancellationToken)
    {
        var comparison = new PipelineComparison
        {
            Workspace = run.Workspace,
            Repository = run.Repository,
            Pipeline = run.BuildNumber,
            Result = run.Status,
            Reference = reference?.BuildNumber,
            ReferenceResult = reference?.Status,
            Ref = RefOf(run),
            Custom = run.Custom,
            Cause = run.Error is { Length: > 0 } error ? error : null,
            Url = run.Url,
        };
        StepPairs steps = await StepPairs.ReadAsync(_reading, run, reference, cancellationToken).ConfigureAwait(false);
        comparison.Steps = reference is null ? [] : [.. steps.Compared];
        if (steps.Failed is { } failed)
        {
            comparison.FailedStep = failed.DisplayName;
            await new LogComparer(_reading).CompareAsync(
                comparison, failed, steps.Same ?? steps.Like(failed), steps.IsOtherWhole, cancellationToken).ConfigureAwait(false);
            steps.NoteOthers();
        }

        if (reference is not null)
        {
            // The requests for commits and the file are kept, unless both runs are of the same commit.
            await new TestComparer(_reading).CompareAsync(
                comparison, [.. steps.Pairs.Where(p => p.Now is { IsFailed: true } || p.Before is { IsFailed: true })],
                run.Commit == reference.Commit ? 0 : ChangeComparer.Requests, cancellationToken).ConfigureAwait(false);
            await new ChangeComparer(_reading).CompareAsync(comparison, run.Commit, reference.Commit, cancellationToken)
                .ConfigureAwait(false);
        }

        Note("Variables of a run and earlier values of other variables cannot be read, so they are not compared.");
        comparison.Notes = _reading.Notes;
        return WithTexts(comparison);
    }

    /// <summary>Makes lists that are text in a CSV file.</summary>
    private static PipelineComparison WithTexts(PipelineComparison comparison)
    {
        comparison.NewLogLines = new TextList<string>(comparison.NewLogLines, "\n");
        comparison.NewFailedTests = new TextList<string>(comparison.NewFailedTests);
        comparison.StillFailedTests = new TextList<string>(comparison.StillFailedTests);
        comparison.MendedTests = new TextList<string>(comparison.MendedTests);
        comparison.Commits = new TextList<ComparedCommit>(comparison.Commits);
        comparison.FileChanges = new TextList<string>(comparison.FileChanges, "\n");
        comparison.Steps = new TextList<ComparedStep>(comparison.Steps);
        comparison.Notes = new TextList<string>(comparison.Notes, " ");
        return comparison;
    }

    private static string? RefOf(Pipeline run) => run.PullRequest is { } number
        ? $"PR #{number.ToString(CultureInfo.InvariantCulture)} {run.Branch}".TrimEnd()
        : run.Tag is { } tag ? $"tag {tag}" : run.Branch ?? (run.Commit is { } hash ? $"commit {hash}" : null);
}
