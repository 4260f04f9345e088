using System.Text.Json;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Reads the tests of a step. For a step without a test report every request answers 404, which is not an error.</summary>
internal static class StepTests
{
    /// <summary>The summary; null when the step has no test report.</summary>
    /// <exception cref="BitbucketApiException">The summary could not be read.</exception>
    public static async Task<TestReport?> ReportAsync(BitbucketClient client, IStepItem step, CancellationToken cancellationToken)
    {
        try
        {
            TestReport report = await client.SendAsync(TestReports.Get(RepositoryOf(step), step.Pipeline, UuidOf(step)), cancellationToken)
                .ConfigureAwait(false);
            report.SetLocation(RepositoryOf(step), client.SiteUri);
            (report.Pipeline, report.Step, report.StepUuid) = (step.Pipeline, step.Step, step.StepUuid);
            report.Url = WebLinks.Step(client.SiteUri, RepositoryOf(step), step.Pipeline, step.StepUuid);
            return report;
        }
        catch (BitbucketApiException e) when (e.IsGone)
        {
            return null;
        }
    }

    /// <summary>Reads the test cases page by page.</summary>
    /// <param name="client">The client.</param>
    /// <param name="step">The step.</param>
    /// <param name="found">Receives each page; returns false to stop reading.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <param name="gate">The limit on concurrent requests; null without a limit.</param>
    /// <returns>Whether there are test cases; false when the step has no test report.</returns>
    /// <exception cref="BitbucketApiException">The test cases could not be read.</exception>
    public static async Task<bool> CasesAsync(
        BitbucketClient client, IStepItem step, Func<IReadOnlyList<TestCase>, Task<bool>> found, CancellationToken cancellationToken,
        AccountGate? gate = null)
    {
        using var reader = new PageReader<TestCase>(
            client, TestReports.Cases(RepositoryOf(step), step.Pipeline, UuidOf(step)), c => c.Uuid, cancellationToken, gate: gate);
        bool any = false;
        try
        {
            while (await reader.ReadAsync().ConfigureAwait(false) is { } page)
            {
                any = true;
                foreach (TestCase test in page)
                {
                    test.SetLocation(RepositoryOf(step), client.SiteUri);
                    (test.Pipeline, test.Step, test.StepUuid) = (step.Pipeline, step.Step, step.StepUuid);
                    test.Url = WebLinks.Step(client.SiteUri, RepositoryOf(step), step.Pipeline, step.StepUuid);
                }

                if (!await found(page).ConfigureAwait(false))
                {
                    break;
                }
            }
        }
        catch (BitbucketApiException e) when (e.IsGone && !any)
        {
            return false;
        }

        return any;
    }

    /// <summary>
    /// Reads the reasons of a test case; if the server returns none, the reason from the list of test cases is used. It is unknown whether
    /// successful tests answer with an empty list or with 404, so neither is an error.
    /// </summary>
    /// <exception cref="BitbucketApiException">The reasons could not be read.</exception>
    public static async Task<IReadOnlyList<TestCaseReason>> ReasonsAsync(
        BitbucketClient client, TestCase test, CancellationToken cancellationToken)
    {
        List<JsonElement> all = [];
        try
        {
            // The items have no uuid, so the whole JSON text is the key.
            all = await client.ReadAllAsync(
                TestReports.Reasons(RepositoryOf(test), test.Pipeline, UuidOf(test), Required.Uuid(test.Uuid, $"test case '{test}'")),
                r => r.GetRawText(), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.IsGone)
        {
        }

        if (all.Count == 0 && test.ReasonDetail is { } inline)
        {
            all.Add(inline);
        }

        return [.. all.Select(json =>
        {
            TestCaseReason reason = TestCaseReason.From(json);
            reason.SetLocation(RepositoryOf(test), client.SiteUri);
            (reason.Pipeline, reason.Step, reason.StepUuid) = (test.Pipeline, test.Step, test.StepUuid);
            (reason.Name, reason.TestCaseUuid, reason.Url) = (test.ToString(), test.Uuid, test.Url);
            return reason;
        })];
    }

    private static string UuidOf(IStepItem step) => Required.Uuid(step.StepUuid, $"step '{step.Step}'");

    /// <summary>Runs the work for one of many items and returns its failure, which must not affect the others.</summary>
    public static async Task<(T? Found, BitbucketApiException? Failure)> TryAsync<T>(Func<Task<T?>> work)
        where T : class
    {
        try
        {
            return (await work().ConfigureAwait(false), null);
        }
        catch (BitbucketApiException e) when (!BulkWork.IsEnd(e))
        {
            return (null, e);
        }
    }

    private static RepositoryId RepositoryOf(IStepItem step) => RepositoryId.Of(step.Workspace, step.Repository);
}
