using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Tests the report of why a run failed.</summary>
public class FailureReportTests
{
    private const string Root = "repositories/team/app/pipelines/42/steps/";

    private static async Task<FailureReport> ReadAsync(Action<StubHandler> server, int lines = 2)
    {
        using var api = new TestApi();
        server(api.Stub);
        FailureReport report = await FailureReport.ReadAsync(api.Client, TestApi.Repo, RunJson.ReadRun("COMPLETED/FAILED"), lines, default);
        api.Stub.Verify();
        Assert.Equal(42, report.Run.BuildNumber);
        return report;
    }

    private static readonly Respond NoTests = Answer.Error(404, "Not found", "Test report does not exist.");

    private static Respond Report(int all, int failed, int errors) => Answer.Json(
        $$"""{"number_of_test_cases":{{all}},"number_of_failed_test_cases":{{failed}},"number_of_error_test_cases":{{errors}}}""");

    private static Task<FailureReport> WithTestsAsync(Respond report, Respond? cases) => ReadAsync(stub =>
    {
        stub.On("GET", Root, Steps("test COMPLETED/FAILED")).On("GET", Root + "%7Btest%7D/log", new FakeLog("one\n").Answer)
            .Always("GET", Root + "%7Btest%7D/test_reports", report);
        if (cases is not null)
        {
            stub.Always("GET", Root + "%7Btest%7D/test_reports/test_cases", cases);
        }
    });

    private static Respond Steps(params string[] steps) =>
        Answer.Json(RunJson.Page(steps.Select(s => RunJson.Step(s.Split(' ')[0], s.Split(' ')[1]))));

    [Fact]
    public async Task The_first_failed_step_and_the_end_of_its_log()
    {
        FailureReport report = await ReadAsync(stub => stub
            .On("GET", Root, Steps("build COMPLETED/SUCCESSFUL", "test COMPLETED/FAILED", "deploy COMPLETED/NOT_RUN"))
            .On("GET", Root + "%7Btest%7D/log", new FakeLog("one\ntwo\nthree\n").Answer)
            .On("GET", Root + "%7Btest%7D/test_reports", NoTests));
        Assert.Null(report.Tests);
        Assert.Equal(("test", 2, "42"), (report.Step!.Name, report.Step.Position, report.Step.Pipeline));
        Assert.Equal("https://bitbucket.org/team/app/pipelines/results/42/steps/%7Btest%7D", report.Step.Url);
        Assert.Equal(["two", "three"], report.LogTail);
    }

    [Fact]
    public async Task All_failed_steps_without_those_that_were_stopped_because_of_them()
    {
        FailureReport report = await ReadAsync(stub => stub
            .On("GET", Root, Steps(
                "a COMPLETED/STOPPED", "b COMPLETED/FAILED", "c COMPLETED/ERROR", "d COMPLETED/FAILED", "e COMPLETED/FAILED"))
            .On("GET", Root + "%7Bb%7D/log", new FakeLog("of b\n").Answer).On("GET", Root + "%7Bb%7D/test_reports", NoTests)
            .On("GET", Root + "%7Bc%7D/log", new FakeLog("of c\n").Answer)
            .On("GET", Root + "%7Bd%7D/log", new FakeLog("of d\n").Answer).On("GET", Root + "%7Bd%7D/test_reports", NoTests));
        Assert.Equal(["b", "c", "d", "e"], report.Failed.Select(f => f.Step.Name));
        Assert.Equal(["of b", "of c", "of d", ""], report.Failed.Select(f => string.Concat(f.LogTail)));
        Assert.Equal("b", report.Step!.Name);
    }

    [Fact]
    public async Task A_stopped_step_is_named_when_no_other_failed()
    {
        FailureReport report = await ReadAsync(stub => stub
            .On("GET", Root, Steps("a COMPLETED/STOPPED")).On("GET", Root + "%7Ba%7D/log", new FakeLog("one\n").Answer));
        Assert.Equal("a", report.Step!.Name);
    }

    [Fact]
    public async Task No_failed_step_needs_no_log()
    {
        FailureReport report = await ReadAsync(stub => stub.On("GET", Root, Steps("build COMPLETED/SUCCESSFUL")));
        Assert.Null(report.Step);
        Assert.Empty(report.LogTail);
    }

    [Fact]
    public async Task A_step_without_a_log_is_still_named()
    {
        FailureReport report = await ReadAsync(stub => stub
            .On("GET", Root, Steps("build COMPLETED/ERROR")).On("GET", Root + "%7Bbuild%7D/log", new FakeLog { Missing = true }.Answer));
        Assert.Equal("build", report.Step!.Name);
        Assert.Empty(report.LogTail);
    }

    [Fact]
    public async Task What_cannot_be_read_is_omitted()
    {
        FailureReport nothing = await ReadAsync(stub => stub.On("GET", Root, Answer.Error(403, "No")));
        Assert.Null(nothing.Step);
        Assert.Equal(["Its steps could not be read: No (403)."], nothing.Lacks);
        FailureReport report = await ReadAsync(stub => stub
            .On("GET", Root, Steps("build COMPLETED/FAILED")).On("GET", Root + "%7Bbuild%7D/log", Answer.Error(403, "No"))
            .On("GET", Root + "%7Bbuild%7D/test_reports", Answer.Error(403, "No")));
        Assert.Equal("build", report.Step!.Name);
        Assert.Empty(report.LogTail);
        Assert.Equal(
            ["The end of its log could not be read: No (403).", "Its tests could not be read: No (403)."], report.Lacks.Order().Reverse());
    }

    [Theory]
    [InlineData("steps/", "Its steps could not be read: ")]
    [InlineData("log", "The end of its log could not be read: ")]
    [InlineData("test_reports", "Its tests could not be read: ")]
    public void The_time_limit_of_the_client_applies_and_what_is_missing_is_named(string stalls, string said)
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", Answer.By(r => r.Path.EndsWith(stalls, StringComparison.Ordinal) ? Answer.Hangs
            : r.Path.EndsWith("steps/", StringComparison.Ordinal) ? Steps("test COMPLETED/FAILED")
            : r.Path.EndsWith("log", StringComparison.Ordinal) ? new FakeLog("one\n").Answer
            : NoTests));
        BitbucketClient bounded = api.Client.Until(Deadline.After(api.Clock, TimeSpan.FromSeconds(3)));
        FailureReport report = api.Clock.Simulate(
            () => FailureReport.ReadAsync(bounded, TestApi.Repo, RunJson.ReadRun("COMPLETED/FAILED"), 2, default));
        Assert.StartsWith(said, Assert.Single(report.Lacks));
        Assert.Equal(3, api.Clock.Elapsed.TotalSeconds);
        Assert.Equal(0, api.Stub.Open);
    }

    [Fact]
    public async Task The_tests_that_failed_are_named()
    {
        FailureReport report = await WithTestsAsync(Report(120, 2, 1), Answer.Json(
            """{"values":[{"uuid":"{1}","name":"a","status":"SUCCESSFUL"},{"uuid":"{2}","name":"b","status":"FAILED","reason":"boom"},{"uuid":"{3}","name":"c","status":"ERROR"}]}"""));
        Assert.Equal((3, 120), (report.Tests!.Failed, report.Tests.Total));
        Assert.Equal(["b", "c"], report.Tests.Cases.Select(c => c.Name));
        Assert.Equal("boom", report.Tests.Cases[0].Reason);
        Assert.Equal(["one"], report.LogTail);
    }

    [Fact]
    public async Task No_more_than_one_page_of_tests_is_read()
    {
        string page = string.Join(",", Enumerable.Range(0, 100).Select(i => $$"""{"uuid":"{{{i}}}","name":"t{{i}}","status":"FAILED"}"""));
        FailureReport report = await WithTestsAsync(
            Report(300, 300, 0), Answer.Json($$"""{"size":300,"pagelen":100,"next":"https://x/","values":[{{page}}]}"""));
        Assert.Equal((300, 100), (report.Tests!.Failed, report.Tests.Cases.Count));
    }

    [Fact]
    public async Task Without_failed_tests_nothing_is_reported() => Assert.Null((await WithTestsAsync(Report(3, 0, 0), null)).Tests);

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Tests_that_cannot_be_read_are_left_out(int status)
    {
        Assert.Null((await WithTestsAsync(Answer.Error(status, "No"), null)).Tests);
        FailedTests tests = (await WithTestsAsync(Report(3, 1, 0), Answer.Error(status, "No"))).Tests!;
        Assert.Equal((1, 3, 0), (tests.Failed, tests.Total, tests.Cases.Count));
    }

    [Fact]
    public void Tests_are_waited_for_five_seconds_and_no_longer()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Root, Steps("test COMPLETED/FAILED")).On("GET", Root + "%7Btest%7D/log", new FakeLog("one\n").Answer)
            .On("GET", Root + "%7Btest%7D/test_reports", Answer.Hangs);
        FailureReport report = api.Clock.Simulate(
            () => FailureReport.ReadAsync(api.Client, TestApi.Repo, RunJson.ReadRun("COMPLETED/FAILED"), 2, default));
        Assert.Null(report.Tests);
        Assert.Equal(["one"], report.LogTail);
        Assert.Equal(5, api.Clock.Elapsed.TotalSeconds);
    }

    [Fact]
    public async Task The_tests_of_a_step_with_another_result_than_failed_are_not_read() =>
        Assert.Null((await ReadAsync(stub => stub
            .On("GET", Root, Steps("build COMPLETED/STOPPED")).On("GET", Root + "%7Bbuild%7D/log", new FakeLog("one").Answer))).Tests);
}
