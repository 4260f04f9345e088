using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Why a run failed, as far as it can be found out.</summary>
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

    private static Respond Steps(params string[] steps) => Answer.Json(RunJson.Page(steps.Select(s => RunJson.Step(s.Split(' ')[0], s.Split(' ')[1]))));

    [Fact]
    public async Task The_first_failed_step_and_the_end_of_its_log()
    {
        FailureReport report = await ReadAsync(stub => stub
            .On("GET", Root, Steps("build COMPLETED/SUCCESSFUL", "test COMPLETED/FAILED", "deploy COMPLETED/NOT_RUN"))
            .On("GET", Root + "%7Btest%7D/log", new StubLog("one\ntwo\nthree\n").Answer));
        Assert.Equal(("test", 2, "42"), (report.Step!.Name, report.Step.Position, report.Step.Pipeline));
        Assert.Equal("https://bitbucket.org/team/app/pipelines/results/42/steps/%7Btest%7D", report.Step.Url);
        Assert.Equal(["two", "three"], report.LogTail);
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
            .On("GET", Root, Steps("build COMPLETED/ERROR")).On("GET", Root + "%7Bbuild%7D/log", new StubLog { Missing = true }.Answer));
        Assert.Equal("build", report.Step!.Name);
        Assert.Empty(report.LogTail);
    }

    [Fact]
    public async Task What_cannot_be_read_is_left_out()
    {
        Assert.Null((await ReadAsync(stub => stub.On("GET", Root, Answer.Error(403, "No")))).Step);
        FailureReport report = await ReadAsync(stub => stub
            .On("GET", Root, Steps("build COMPLETED/FAILED")).On("GET", Root + "%7Bbuild%7D/log", Answer.Error(403, "No")));
        Assert.Equal("build", report.Step!.Name);
        Assert.Empty(report.LogTail);
    }
}
