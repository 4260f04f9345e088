using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Finds the commits of which the same pipeline failed first and succeeded later. Of each run only little is kept.</summary>
/// <param name="repository">The repository.</param>
internal sealed class RetriedCommits(RepositoryId repository)
{
    private readonly Dictionary<(string Commit, string Section), List<EndedRun>> _runs = [];

    /// <summary>Takes a run.</summary>
    public void Add(Pipeline run)
    {
        if (run is { IsCompleted: true, Commit: { } commit, Section: { } section }
            && (run.IsSuccessful || (run.IsFailed && run.Result != PipelineStates.Stopped)))
        {
            if (!_runs.TryGetValue((commit, section), out List<EndedRun>? runs))
            {
                _runs[(commit, section)] = runs = [];
            }

            runs.Add(new EndedRun(run.BuildNumber, run.IsSuccessful, run.CreatedOn));
        }
    }

    /// <summary>The commits, each with the runs that failed, and the first run that succeeded after each.</summary>
    public IEnumerable<RetriedCommit> Find()
    {
        foreach (KeyValuePair<(string Commit, string Section), List<EndedRun>> group in _runs)
        {
            EndedRun[] runs = [.. group.Value.OrderBy(run => run.BuildNumber)];
            (EndedRun, EndedRun)[] pairs =
            [
                .. runs.Select((failed, i) => (Failed: failed, Good: Array.Find(runs, run =>
                        run.IsSuccessful && run.BuildNumber > failed.BuildNumber)))
                    .Where(pair => !pair.Failed.IsSuccessful && pair.Good is not null).Select(pair => (pair.Failed, pair.Good!)),
            ];
            if (pairs.Length > 0)
            {
                yield return new RetriedCommit(repository, group.Key.Commit, group.Key.Section, pairs);
            }
        }
    }

    /// <summary>A run that has ended.</summary>
    internal sealed record EndedRun(long BuildNumber, bool IsSuccessful, DateTimeOffset? CreatedOn);
}
