using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Compares the failed tests of steps of two runs.</summary>
/// <param name="reading">Reads the tests.</param>
internal sealed class TestComparer(ComparisonReading reading)
{
    /// <summary>Finds the tests that are newly failed, still failed, and mended.</summary>
    /// <param name="comparison">Receives what is found.</param>
    /// <param name="pairs">The steps whose tests are read, as long as there are requests.</param>
    /// <param name="kept">The number of requests that are kept for something else.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task CompareAsync(
        PipelineComparison comparison, IReadOnlyList<(PipelineStep? Now, PipelineStep? Before)> pairs, int kept,
        CancellationToken cancellationToken)
    {
        var now = new SortedSet<string>(StringComparer.Ordinal);
        var before = new SortedSet<string>(StringComparer.Ordinal);
        var unread = new List<string>();
        bool isKnown = true;
        bool missesBefore = false;
        // One step after the other, so that the tests of the first ones are known from both runs.
        foreach ((PipelineStep? step, SortedSet<string> into) in pairs.SelectMany(
            p => ((PipelineStep?, SortedSet<string>)[])[(p.Now, now), (p.Before, before)]))
        {
            if (step is not { HasStarted: true } || (into == before && now.Count == 0 && step.IsSuccessful))
            {
                continue;
            }

            if (reading.RequestsLeft <= kept)
            {
                isKnown = isKnown && into == now;
                missesBefore |= into == before;
                unread.Add($"step '{step.DisplayName}' of run #{step.Pipeline}");
                continue;
            }

            isKnown &= await reading.TryAsync(
                () => ReadAsync(reading.ClientKeeping(kept), step, into, cancellationToken), false,
                $"The tests of step '{step.DisplayName}'").ConfigureAwait(false);
        }

        NoteUnread(unread, missesBefore && now.Count > 0);
        comparison.NewFailedTests = [.. now.Where(t => !before.Contains(t))];
        comparison.StillFailedTests = [.. now.Where(before.Contains)];
        comparison.MendedTests = isKnown ? [.. before.Where(t => !now.Contains(t))] : [];
    }

    private void NoteUnread(List<string> unread, bool missesBefore)
    {
        if (unread.Count > 0)
        {
            string more = unread.Count > 6 ? $" and {unread.Count - 6} more" : "";
            reading.Note($"The tests of {string.Join(", ", unread.Take(6))}{more} were not read, to keep the number of requests low"
                + (missesBefore ? ": those that failed in the other run, too, count as new." : "."));
        }
    }

    /// <summary>Reads the failed tests of a step. A step without a report has none.</summary>
    private async Task<bool> ReadAsync(
        BitbucketClient client, PipelineStep step, SortedSet<string> into, CancellationToken cancellationToken)
    {
        string uuid = Required.Uuid(step.Uuid, $"step '{step.DisplayName}'");
        try
        {
            Page<TestCase> page = await client.SendAsync(
                TestReports.Cases(reading.Repository, step.Pipeline, uuid).With("pagelen", "100").With("status", TestCase.FailedStatus)
                    .With("status", TestCase.ErrorStatus), cancellationToken).ConfigureAwait(false);
            List<TestCase> cases = page.Values ?? [];
            // The filter is not documented: a server without it sends all tests.
            into.UnionWith(cases.Where(c => c.IsFailed).Select(NameOf));
            if (page.Next is not null || page.Size > cases.Count)
            {
                reading.Note($"Step '{step.DisplayName}' of run #{step.Pipeline} has more tests than were read: {cases.Count}.");
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
}
