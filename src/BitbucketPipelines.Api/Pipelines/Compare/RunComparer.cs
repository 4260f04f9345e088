using System.Globalization;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Compares two runs of a repository: steps, the log of the first step that failed, tests, commits, and bitbucket-pipelines.yml. It sends
/// few requests, the most telling ones first, and goes on where something cannot be read: a note says so.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="repository">The repository.</param>
internal sealed class RunComparer(BitbucketClient client, RepositoryId repository)
{
    /// <summary>The maximum number of requests.</summary>
    public const int MostRequests = 12;

    private const int MostCommits = 50;
    private const int MostFileLines = 200;
    private const int LogLines = 20;

    private readonly List<string> _notes = [];

    /// <summary>The number of requests that were sent, with those that the caller counts.</summary>
    public int Requests { get; private set; }

    /// <summary>Counts a request.</summary>
    public void Count() => Requests++;

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
        IReadOnlyList<PipelineStep> steps = await StepsAsync(run, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<PipelineStep> before = reference is null ? []
            : await TryAsync(() => StepsAsync(reference, cancellationToken), [], "The steps of the other run").ConfigureAwait(false);
        List<(PipelineStep? Now, PipelineStep? Before)> pairs = Pair(steps, before);
        comparison.Steps = reference is null ? [] : [.. pairs.Select(p => ComparedStep.Of(p.Now, p.Before))];
        (PipelineStep? failed, PipelineStep? same) = pairs.Find(p => p.Now is { IsFailed: true });
        if (failed is not null)
        {
            comparison.FailedStep = failed.DisplayName;
            await CompareLogsAsync(comparison, failed, same ?? Like(failed, steps, before), cancellationToken).ConfigureAwait(false);
            NoteOthers(steps, failed);
        }

        if (reference is not null)
        {
            // The requests for commits and the file are kept, unless both runs are of the same commit.
            await CompareTestsAsync(
                comparison, [.. pairs.Where(p => p.Now is { IsFailed: true } || p.Before is { IsFailed: true })],
                run.Commit == reference.Commit ? MostRequests : MostRequests - 3, cancellationToken)
                .ConfigureAwait(false);
            await CompareCommitsAsync(comparison, run, reference, cancellationToken).ConfigureAwait(false);
        }

        _notes.Add("Variables of a run and earlier values of other variables cannot be read, so they are not compared.");
        comparison.Notes = _notes;
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

    /// <summary>Adds a note.</summary>
    public void Note(string text) => _notes.Add(text);

    private static string? RefOf(Pipeline run) => run.PullRequest is { } number
        ? $"PR #{number.ToString(CultureInfo.InvariantCulture)} {run.Branch}".TrimEnd()
        : run.Tag is { } tag ? $"tag {tag}" : run.Branch ?? (run.Commit is { } hash ? $"commit {hash}" : null);

    private Task<IReadOnlyList<PipelineStep>> StepsAsync(Pipeline run, CancellationToken cancellationToken)
    {
        Count();
        return StepList.ReadAsync(client, repository, run, cancellationToken);
    }

    /// <summary>The steps of two runs side by side: by name, those of the same name and those without one in order.</summary>
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

    /// <summary>
    /// The step whose log is the nearest to that of a step without a counterpart: one of the same name, or the one in its place if that was
    /// renamed.
    /// </summary>
    private PipelineStep? Like(PipelineStep failed, IReadOnlyList<PipelineStep> steps, IReadOnlyList<PipelineStep> before)
    {
        PipelineStep? same = before.LastOrDefault(s => s.DisplayName == failed.DisplayName);
        if (same is null && steps.Count == before.Count
            && before[steps.ToList().IndexOf(failed)] is { } inPlace && steps.All(s => s.DisplayName != inPlace.DisplayName))
        {
            same = inPlace;
            Note($"The other run has no step '{failed.DisplayName}', so its log is compared with that of "
                + $"'{same.DisplayName}' in its place.");
        }

        return same;
    }

    private void NoteOthers(IReadOnlyList<PipelineStep> steps, PipelineStep failed)
    {
        string[] others = [.. steps.Where(s => s.IsFailed && s != failed).Select(s => $"'{s.DisplayName}'")];
        if (others.Length > 0)
        {
            Note($"Other steps failed, too; their logs are not compared: {string.Join(", ", others)}.");
        }
    }

    private async Task CompareLogsAsync(
        PipelineComparison comparison, PipelineStep failed, PipelineStep? same, CancellationToken cancellationToken)
    {
        KnownLines? known = null;
        if (same is { HasStarted: true })
        {
            known = new KnownLines();
            bool? exists = await TryAsync<bool?>(
                async () => await ReadLogAsync(same, lines => AddTo(known, lines), cancellationToken).ConfigureAwait(false), null,
                $"The log of step '{same.DisplayName}' of the other run").ConfigureAwait(false);
            if (exists != true || known.Count == 0)
            {
                if (exists is { } isThere)
                {
                    Note($"Step '{same.DisplayName}' of the other run has {(isThere ? "an empty log" : "no log any more")}, so the log "
                        + "of the failed step is not compared.");
                }

                known = null;
            }
        }
        else if (comparison.Reference is not null)
        {
            Note(same is null
                ? $"The other run has no step '{failed.DisplayName}', so its log is not compared."
                : $"Step '{failed.DisplayName}' did not start in the other run, so its log is not compared.");
        }

        if (known?.IsCut == true)
        {
            Note("The log of the other run is very long: lines near its end count as new.");
        }

        LogDigest digest = LogDigest.Of(failed, LogLines, known);
        bool? hasLog = await TryAsync<bool?>(
            async () => await ReadLogAsync(failed, digest.Add, cancellationToken).ConfigureAwait(false), null,
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
            Note(isEmpty ? $"The log of step '{failed.DisplayName}' is empty." : $"Step '{failed.DisplayName}' has no log.");
        }

        comparison.Cause = digest.Cause?.Text.Trim() ?? failed.Error ?? comparison.Cause;
    }

    private static void AddTo(KnownLines known, IReadOnlyList<string> lines)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            known.Add(lines[i]);
        }
    }

    private Task<bool> ReadLogAsync(PipelineStep step, Action<IReadOnlyList<string>> receive, CancellationToken cancellationToken)
    {
        Count();
        string uuid = Required.Uuid(step.Uuid, $"step '{step.DisplayName}'");
        return Runs.LogLines.ReadAsync(
            new StepLogReader(client, Pipelines.Log(repository, step.Pipeline, uuid)), int.MaxValue, receive, cancellationToken);
    }

    private async Task CompareTestsAsync(
        PipelineComparison comparison, List<(PipelineStep? Now, PipelineStep? Before)> pairs, int most,
        CancellationToken cancellationToken)
    {
        var now = new SortedSet<string>(StringComparer.Ordinal);
        var before = new SortedSet<string>(StringComparer.Ordinal);
        bool isKnown = true;
        // One step after the other, so that the tests of the first ones are known from both runs.
        foreach ((PipelineStep? step, SortedSet<string> into) in pairs.SelectMany(
            p => ((PipelineStep?, SortedSet<string>)[])[(p.Now, now), (p.Before, before)]))
        {
            if (step is not { HasStarted: true } || (into == before && now.Count == 0 && step.IsSuccessful))
            {
                continue;
            }

            if (Requests >= most)
            {
                isKnown = isKnown && into == now;
                Note($"The tests of step '{step.DisplayName}' of run #{step.Pipeline} were not read, to keep the number of requests low"
                    + (into == now ? "." : ": those that failed there, too, count as new."));
                continue;
            }

            isKnown &= await TryAsync(
                () => ReadTestsAsync(step, into, cancellationToken), false, $"The tests of step '{step.DisplayName}'")
                .ConfigureAwait(false);
        }

        comparison.NewFailedTests = [.. now.Where(t => !before.Contains(t))];
        comparison.StillFailedTests = [.. now.Where(before.Contains)];
        comparison.MendedTests = isKnown ? [.. before.Where(t => !now.Contains(t))] : [];
    }

    /// <summary>Reads the failed tests of a step. A step without a report has none.</summary>
    private async Task<bool> ReadTestsAsync(PipelineStep step, SortedSet<string> into, CancellationToken cancellationToken)
    {
        Count();
        string uuid = Required.Uuid(step.Uuid, $"step '{step.DisplayName}'");
        try
        {
            Page<TestCase> page = await client.SendAsync(
                TestReports.Cases(repository, step.Pipeline, uuid).With("pagelen", "100").With("status", TestCase.FailedStatus)
                    .With("status", TestCase.ErrorStatus), cancellationToken).ConfigureAwait(false);
            List<TestCase> cases = page.Values ?? [];
            // The filter is not documented: a server without it sends all tests.
            into.UnionWith(cases.Where(c => c.IsFailed).Select(NameOf));
            if (page.Next is not null || page.Size > cases.Count)
            {
                Note($"Step '{step.DisplayName}' of run #{step.Pipeline} has more tests than were read: {cases.Count}.");
            }
        }
        catch (BitbucketApiException e) when (e.IsGone)
        {
        }

        return true;
    }

    private static string NameOf(TestCase test) =>
        test.FullyQualifiedName is { Length: > 0 } name && !name.EndsWith(".", StringComparison.Ordinal) ? name
        : test.PackageName is { Length: > 0 } package ? $"{package}.{test}"
        : test.ToString();

    private async Task CompareCommitsAsync(
        PipelineComparison comparison, Pipeline run, Pipeline reference, CancellationToken cancellationToken)
    {
        if (run.Commit is not { } hash || reference.Commit is not { } other)
        {
            Note("The commit of a run is not known, so commits and bitbucket-pipelines.yml are not compared.");
            return;
        }

        if (hash == other)
        {
            Note("Both runs are of the same commit.");
            return;
        }

        await TryAsync(
            async () =>
            {
                Count();
                Page<CommitEntry> page = await client.SendAsync(
                    Repositories.Commits(repository, hash, other)
                        .With("pagelen", MostCommits.ToString(CultureInfo.InvariantCulture)), cancellationToken).ConfigureAwait(false);
                comparison.Commits = [.. (page.Values ?? []).Select(c => c.Shown)];
                if (page.Next is not null)
                {
                    Note($"There are more commits; the newest {comparison.Commits.Count} are listed.");
                }

                if (comparison.Commits.Count == 0)
                {
                    Note("The run has no commit that the other run had not: it is of an earlier commit.");
                }

                return true;
            },
            false, "The commits between the runs").ConfigureAwait(false);
        await TryAsync(
            async () =>
            {
                string before = await FileAsync(other, cancellationToken).ConfigureAwait(false);
                string after = await FileAsync(hash, cancellationToken).ConfigureAwait(false);
                IReadOnlyList<string> changes = LineDifference.Between(before, after);
                comparison.FileChanges = changes.Count <= MostFileLines ? changes
                    : [.. changes.Take(MostFileLines), $"[... {changes.Count - MostFileLines} lines more ...]"];
                return true;
            },
            false, CustomPipelines.FileName).ConfigureAwait(false);
    }

    private Task<string> FileAsync(string commit, CancellationToken cancellationToken)
    {
        Count();
        return CustomPipelines.ReadAsync(client, repository, commit, cancellationToken);
    }

    /// <summary>Reads a part. If it cannot be read, a note says so, unless nothing else can be read either.</summary>
    private async Task<T> TryAsync<T>(Func<Task<T>> read, T otherwise, string what)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (!BulkWork.IsEnd(e))
        {
            Note($"{what} could not be read: {e.Message}");
            return otherwise;
        }
    }
}
