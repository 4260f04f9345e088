using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>The failed tests of a step, as far as they can be read in a short time.</summary>
/// <param name="Failed">The number of tests that failed or ended with an error.</param>
/// <param name="Total">The number of tests.</param>
/// <param name="Cases">Some of the failed test cases; there may be more.</param>
internal sealed record FailedTests(long Failed, long Total, IReadOnlyList<TestCase> Cases)
{
    /// <summary>The maximum time for reading the tests. The error of the run is not delayed for longer.</summary>
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Reads the test report, and one page of test cases if some failed. Returns null if none failed, or if they cannot be read in time.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="step">The step.</param>
    /// <param name="unreadable">Receives the failure if the tests cannot be read.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static async Task<FailedTests?> ReadAsync(
        BitbucketClient client, PipelineStep step, Action<BitbucketApiException> unreadable, CancellationToken cancellationToken)
    {
        if (step.Result != PipelineStates.Failed)
        {
            return null;
        }

        client = client.Until(Deadline.After(client.Clock, s_timeout));
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
                return Task.FromResult(false);
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
