using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>The tests that made a step fail, as far as a quick look tells.</summary>
/// <param name="Failed">How many failed or ended with an error.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Cases">Some of those that failed; more may have.</param>
public sealed record FailedTests(long Failed, long Total, IReadOnlyList<TestCase> Cases)
{
    /// <summary>The message of a failure does not wait longer for its tests.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    /// <summary>Reads the summary, and one page of test cases where some failed. Null when there are none, or they cannot be read in time.</summary>
    public static async Task<FailedTests?> ReadAsync(BitbucketClient client, PipelineStep step, CancellationToken cancellationToken)
    {
        Throw.IfNull(client);
        Throw.IfNull(step);
        if (step.Result != RunWords.Failed)
        {
            return null;
        }

        using CancellationTokenSource limit = client.Clock.CancelAfter(s_longest, cancellationToken);
        TestReport? report = null;
        try
        {
            report = await StepTests.ReportAsync(client, step, limit.Token).ConfigureAwait(false);
            if (report is null || report.Failed + report.Errors <= 0)
            {
                return null;
            }

            IReadOnlyList<TestCase> failed = [];
            await StepTests.CasesAsync(client, step, page =>
            {
                failed = [.. page.Where(c => c.IsFailed)];
                return false;
            }, limit.Token).ConfigureAwait(false);
            return Of(report, failed);
        }
        catch (Exception e) when (e is BitbucketApiException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return report is null ? null : Of(report, []);
        }
    }

    private static FailedTests Of(TestReport report, IReadOnlyList<TestCase> failed) => new(report.Failed + report.Errors, report.Total, failed);
}
