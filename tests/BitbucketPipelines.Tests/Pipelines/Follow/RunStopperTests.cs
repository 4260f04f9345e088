using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>A request to stop is accepted even if it has no effect, so the module checks whether the run stops.</summary>
public class RunStopperTests
{
    private static Respond Run(string state) => Answer.Json(RunJson.Run(42, state).ToJsonString());

    private static async Task<(StopResult Result, TestApi Api)> StopAsync(Respond stop, params Respond[] looks)
    {
        using var api = new TestApi();
        api.Stub.On("POST", Failures.RunPath + "/stopPipeline", stop).On("GET", Failures.RunPath, looks);
        StopResult result = await RunStopper.StopAsync(api.Client, TestApi.Repo, "42", default);
        api.Stub.Verify();
        return (result, api);
    }

    [Fact]
    public async Task A_stopped_run_is_returned_in_its_last_state()
    {
        (StopResult result, TestApi api) = await StopAsync(
            Answer.Empty(204), Run("IN_PROGRESS/RUNNING"), Run("IN_PROGRESS/RUNNING"), Run("COMPLETED/STOPPED"));
        Assert.Equal("STOPPED", result.Run!.Result);
        Assert.Equal("https://bitbucket.org/team/app/pipelines/results/42", result.Run.Url);
        Assert.False(result.IsIgnored);
        Assert.Null(result.Failure);
        Assert.Equal(2, api.Clock.Delays.Length);
    }

    [Fact]
    public async Task A_run_that_stays_paused_ignored_the_request()
    {
        (StopResult result, _) = await StopAsync(
            Answer.Empty(204), Run("IN_PROGRESS/PAUSED"), Run("IN_PROGRESS/PAUSED"), Run("IN_PROGRESS/PAUSED"));
        Assert.True(result.IsIgnored);
        Assert.False(result.Run!.IsCompleted);
    }

    [Fact]
    public async Task A_paused_run_that_stops_did_not_ignore_the_request()
    {
        (StopResult result, _) = await StopAsync(Answer.Empty(204), Run("IN_PROGRESS/PAUSED"), Run("COMPLETED/STOPPED"));
        Assert.False(result.IsIgnored);
    }

    [Fact]
    public async Task A_run_that_stops_slowly_is_waited_for_for_a_limited_time()
    {
        using var api = new TestApi();
        api.Stub.On("POST", Failures.RunPath + "/stopPipeline", Answer.Empty(204))
            .Always("GET", Failures.RunPath, Run("IN_PROGRESS/RUNNING"));
        StopResult result = await RunStopper.StopAsync(api.Client, TestApi.Repo, "42", default);
        Assert.False(result.IsIgnored);
        Assert.Equal("RUNNING", result.Run!.Stage);
        Assert.InRange(api.Clock.Elapsed.TotalSeconds, 10, 20);
    }

    [Fact]
    public async Task A_run_that_has_ended_already_cannot_be_stopped()
    {
        (StopResult result, _) = await StopAsync(
            Answer.Error(400, "Bad request", "Cannot stop pipeline result that is already complete with status PASSED"));
        Assert.Null(result.Run);
        Assert.Equal(400, result.Failure!.StatusCode);
        Assert.Contains("already complete with status PASSED", result.Failure.Message);
    }

    [Fact]
    public async Task A_request_whose_answer_is_lost_is_not_sent_again()
    {
        (StopResult result, _) = await StopAsync(Answer.Broken);
        Assert.Equal(ApiErrorKind.AnswerLost, result.Failure!.Kind);
    }

    [Fact]
    public async Task The_state_after_the_request_may_stay_unknown()
    {
        (StopResult result, _) = await StopAsync(Answer.Empty(204), Answer.Error(403, "No"));
        Assert.Null(result.Run);
        Assert.Null(result.Failure);
        Assert.False(result.IsIgnored);
    }
}
