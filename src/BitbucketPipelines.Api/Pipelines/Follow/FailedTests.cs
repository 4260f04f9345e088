using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>The tests that made a step fail, as far as a quick look tells.</summary>
/// <param name="Failed">How many failed or ended with an error.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Cases">Some of those that failed; more may have.</param>
internal sealed record FailedTests(long Failed, long Total, IReadOnlyList<TestCase> Cases)
{
    /// <summary>The message of a failure does not wait longer for its tests.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Reads the summary, and one page of test cases where some failed. Null when there are none, or they cannot be read in time.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="step">The step.</param>
    /// <param name="unreadable">Told why they cannot be read.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public static async Task<FailedTests?> ReadAsync(
        BitbucketClient client, PipelineStep step, Action<BitbucketApiException> unreadable, CancellationToken cancellationToken)
    {
        if (step.Result != PipelineStates.Failed)
        {
            return null;
        }

        client = client.Until(Deadline.After(client.Clock, s_longest));
        TestReport? report = null;
        try
        {
            report = await StepTests.ReportAsync(client, step, cancellationToken).ConfigureAwait(false);
            if (report is null || report.Failed + report.Errors <= 0)
            {
                return null;
            }

            IReadOnlyList<TestCase> failed = [];
            await StepTests.CasesAsync(client, step, page =>
            {
                failed = [.. page.Where(c => c.IsFailed)];
                return false;
            }, cancellationToken).ConfigureAwait(false);
            return Of(report, failed);
        }
        catch (BitbucketApiException e)
        {
            unreadable(e);
            return report is null ? null : Of(report, []);
        }
    }

    private static FailedTests Of(TestReport report, IReadOnlyList<TestCase> failed) =>
        new(report.Failed + report.Errors, report.Total, failed);
}
