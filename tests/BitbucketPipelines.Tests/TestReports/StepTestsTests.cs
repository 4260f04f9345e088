using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>Tests reading the tests of a step, with the peculiarities of the server.</summary>
public sealed class StepTestsTests
{
    private const string Root = "repositories/team/app/pipelines/42/steps/%7Btest%7D/test_reports";

    private static readonly Respond NoReport = Answer.Error(404, "Not found", "Test report does not exist.");

    private static PipelineStep Step => RunJson.ReadStep("test COMPLETED/FAILED", 2);

    [Fact]
    public async Task A_report_says_where_it_is_from()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Root, Answer.Json("""{"number_of_test_cases":3,"step_uuid":"{other spelling}"}"""));
        TestReport report = (await StepTests.ReportAsync(api.Client, Step, default))!;
        Assert.Equal(
            ("team", "app", "42", "test", "{test}", 3),
            (report.Workspace, report.Repository, report.Pipeline, report.Step, report.StepUuid, report.Total));
    }

    [Fact]
    public async Task No_report_is_an_empty_answer_and_any_other_failure_is_one()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Root, NoReport, Answer.Error(403, "No")).On("GET", Root + "/test_cases", NoReport, Answer.Error(403, "No"));
        Assert.Null(await StepTests.ReportAsync(api.Client, Step, default));
        Assert.False(await StepTests.CasesAsync(api.Client, Step, _ => throw new InvalidOperationException(), default));
        await Failures.OfAsync(() => StepTests.ReportAsync(api.Client, Step, default));
        await Failures.OfAsync(() => StepTests.CasesAsync(api.Client, Step, _ => Task.FromResult(true), default));
    }

    [Fact]
    public async Task All_pages_of_cases_are_read()
    {
        using var api = new TestApi();
        string Page(int from, int count) =>
            string.Join(",", Enumerable.Range(from, count).Select(i => $$"""{"uuid":"{{{i}}}","name":"t{{i}}"}"""));
        api.Stub.Always("GET", Root + "/test_cases", Answer.By(r => Answer.Json(
            $$"""{"pagelen":100,"size":130,"values":[{{(r.Query("page") is ["2"] ? Page(100, 30) : Page(0, 100))}}]}""")));
        var all = new List<TestCase>();
        Assert.True(await StepTests.CasesAsync(api.Client, Step, page =>
        {
            all.AddRange(page);
            return Task.FromResult(true);
        }, default));
        Assert.Equal(130, all.Count);
        Assert.All(all, c => Assert.Equal(("42", "test", "{test}", "app"), (c.Pipeline, c.Step, c.StepUuid, c.Repository)));
        Assert.All(api.Stub.Requests, r => Assert.Empty(r.Query("status")));
    }

    [Fact]
    public async Task Reasons_are_read_in_any_shape_and_what_came_with_the_case_stands_in_for_none()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Root + "/test_cases/%7Bc%7D/test_case_reasons",
            Answer.Json("""{"values":[{"message":"a"},"b",{"what":1}]}"""), Answer.Json("""{"values":[]}"""), NoReport, Answer.Error(500, "No"));
        var test = new TestCase { Uuid = "{c}", Name = "adds", Pipeline = "42", Step = "test", StepUuid = "{test}" };
        test.SetLocation(TestApi.Repo, new Uri("https://bitbucket.org/"));
        IReadOnlyList<TestCaseReason> reasons = await StepTests.ReasonsAsync(api.Client, test, default);
        Assert.Equal(["a", "b", """{"what":1}"""], reasons.Select(r => r.Text));
        Assert.All(
            reasons, r => Assert.Equal(("adds", "{c}", "42", "test", "app"), (r.Name, r.TestCaseUuid, r.Pipeline, r.Step, r.Repository)));
        test.ReasonDetail = System.Text.Json.JsonDocument.Parse("\"inline\"").RootElement;
        Assert.Equal("inline", Assert.Single(await StepTests.ReasonsAsync(api.Client, test, default)).Text);
        test.ReasonDetail = null;
        Assert.Empty(await StepTests.ReasonsAsync(api.Client, test, default));
        await Failures.OfAsync(() => StepTests.ReasonsAsync(api.Client, test, default));
    }
}
