using System.Globalization;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>A commit of which the same pipeline failed first and succeeded later.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Commit">The commit hash.</param>
/// <param name="Section">The section of bitbucket-pipelines.yml.</param>
/// <param name="Pairs">Each run that failed, and the first run after it that succeeded.</param>
internal sealed record RetriedCommit(
    RepositoryId Repository, string Commit, string Section,
    IReadOnlyList<(RetriedCommits.EndedRun Failed, RetriedCommits.EndedRun Good)> Pairs)
{
    /// <summary>The maximum number of pages of test cases that are read of a step.</summary>
    private const int MaxTestPages = 20;

    /// <summary>When the last of the failed runs was created.</summary>
    public DateTimeOffset? LastFailedOn => Pairs.Max(pair => pair.Failed.CreatedOn);

    /// <summary>
    /// Reads the steps of the runs, and the tests of the steps that failed and then succeeded: which of them did the same.
    /// </summary>
    /// <exception cref="BitbucketApiException">Steps or tests could not be read.</exception>
    public async Task<IReadOnlyList<FlakyFailure>> ReadAsync(BitbucketClient client, AccountGate gate, CancellationToken cancellationToken)
    {
        var found = new List<FlakyFailure>();
        var read = new Dictionary<long, IReadOnlyList<PipelineStep>>();
        foreach ((RetriedCommits.EndedRun failed, RetriedCommits.EndedRun good) in Pairs)
        {
            IReadOnlyList<PipelineStep> after = await StepsAsync(good).ConfigureAwait(false);
            foreach (PipelineStep step in (await StepsAsync(failed).ConfigureAwait(false))
                .Where(s => s.IsFailed && s.Result != PipelineStates.Stopped))
            {
                if (after.FirstOrDefault(s => s.DisplayName == step.DisplayName && s.IsSuccessful) is { } same)
                {
                    found.Add(new FlakyFailure(this, failed, step, null));
                    foreach (string test in await TestsAsync(step, same).ConfigureAwait(false))
                    {
                        found.Add(new FlakyFailure(this, failed, step, test));
                    }
                }
            }
        }

        return found;

        async Task<IReadOnlyList<PipelineStep>> StepsAsync(RetriedCommits.EndedRun run)
        {
            if (!read.TryGetValue(run.BuildNumber, out IReadOnlyList<PipelineStep>? steps))
            {
                string number = run.BuildNumber.ToString(CultureInfo.InvariantCulture);
                read[run.BuildNumber] = steps = await gate.RunAsync(
                    () => StepList.ReadAsync(client, Repository, number, cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            return steps;
        }

        async Task<IEnumerable<string>> TestsAsync(PipelineStep failed, PipelineStep good)
        {
            HashSet<string> before = await NamesAsync(failed, test => test.IsFailed).ConfigureAwait(false);
            if (before.Count > 0)
            {
                before.IntersectWith(
                    await NamesAsync(good, test => test.Status == TestCase.Successful).ConfigureAwait(false));
            }

            return before;
        }

        async Task<HashSet<string>> NamesAsync(PipelineStep step, Func<TestCase, bool> isMeant)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            int pages = 0;
            await StepTests.CasesAsync(
                client, step,
                page =>
                {
                    names.UnionWith(page.Where(isMeant).Select(test =>
                        string.IsNullOrWhiteSpace(test.FullyQualifiedName) ? test.ToString() : test.FullyQualifiedName!));
                    return Task.FromResult(++pages < MaxTestPages);
                },
                cancellationToken, gate).ConfigureAwait(false);
            return names;
        }
    }
}
