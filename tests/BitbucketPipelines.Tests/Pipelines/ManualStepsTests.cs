using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Which steps wait for a person, and the undocumented request that starts one.</summary>
public class ManualStepsTests
{
    private const string Step = "{00000000-0000-0000-0000-00000000000a}";
    private const string StepPath = "repositories/team/app/pipelines/%7B00000000-0000-0000-0000-000000000042%7D/steps/"
        + "%7B00000000-0000-0000-0000-00000000000a%7D";

    [Theory]
    [InlineData("IN_PROGRESS/PAUSED", "b", "a COMPLETED/SUCCESSFUL", "b PENDING/PAUSED manual", "c PENDING manual")]
    [InlineData("IN_PROGRESS/RUNNING", "b", "a COMPLETED/SUCCESSFUL", "b PENDING/PAUSED manual")]
    [InlineData("IN_PROGRESS/RUNNING", "b", "a IN_PROGRESS", "b PENDING/PAUSED manual")]
    [InlineData("IN_PROGRESS/PAUSED", "a,b", "a PENDING/PAUSED manual", "b PENDING/PAUSED manual", "c PENDING manual")]
    [InlineData("IN_PROGRESS/PAUSED", "b", "a COMPLETED/SUCCESSFUL", "b PENDING manual", "c PENDING manual")]
    [InlineData("IN_PROGRESS/PAUSED", "", "a COMPLETED/SUCCESSFUL", "b PENDING/PAUSED automatic", "c PENDING manual")]
    [InlineData("IN_PROGRESS/RUNNING", "", "a IN_PROGRESS", "b PENDING manual")]
    [InlineData("IN_PROGRESS/HALTED", "", "a PENDING/HALTED", "b PENDING manual")]
    [InlineData("COMPLETED/STOPPED", "", "a COMPLETED/STOPPED manual")]
    [InlineData("PENDING/PENDING", "")]
    public void The_steps_that_wait(string state, string expected, params string[] steps)
    {
        Pipeline run = RunJson.ReadRun(state);
        Assert.Equal(expected, string.Join(",", ManualSteps.Waiting(run, RunJson.ReadSteps(steps)).Select(s => s.Name)));
    }

    [Fact]
    public void It_is_started_beside_the_documented_api_and_waited_for()
    {
        using var api = new TestApi();
        api.Stub.On("POST", "https://api.bitbucket.org/internal/" + StepPath + "/start_step", Answer.Json("{}"))
            .On("GET", StepPath, StepIs("PENDING/PAUSED"), StepIs("PENDING/PAUSED"), StepIs("IN_PROGRESS"))
            .On("GET", ".*-000000000042%7D", Answer.Json(RunJson.Run(42, "IN_PROGRESS/RUNNING").ToJsonString()));
        ManualStart started = api.Clock.Simulate(() => StartAsync(api));
        Assert.Equal("RUNNING", started.Run!.Stage);
        Assert.False(started.StillWaits);
        Assert.Equal("{}", api.Stub.Requests[0].Body);
        Assert.Equal("application/json", api.Stub.Requests[0].ContentType);
        Assert.Equal("Bearer " + TestApi.Token, api.Stub.Requests[0].Authorization);
        Assert.Equal([1d, 2d], api.Clock.Delays.Select(d => d.TotalSeconds));
        api.Stub.Verify();
    }

    [Fact]
    public void A_step_that_still_seems_to_wait_is_not_waited_for_without_end()
    {
        using var api = new TestApi();
        api.Stub.On("POST", ".*/start_step", Answer.Empty(204)).Always("GET", StepPath, StepIs("PENDING/PAUSED"))
            .On("GET", ".*-000000000042%7D", Answer.Json(RunJson.Run(42, "IN_PROGRESS/PAUSED").ToJsonString()));
        ManualStart started = api.Clock.Simulate(() => StartAsync(api));
        Assert.Equal("PAUSED", started.Run!.Stage);
        Assert.True(started.StillWaits);
        Assert.Equal([1d, 2d, 4d, 8d], api.Clock.Delays.Select(d => d.TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(15), started.Watched);
    }

    [Fact]
    public void What_was_started_stays_started_when_it_cannot_be_read()
    {
        using var api = new TestApi();
        api.Stub.On("POST", ".*/start_step", Answer.Empty(204)).Always("GET", ".*", Answer.Error(403, "no"));
        ManualStart started = api.Clock.Simulate(() => StartAsync(api));
        Assert.Null(started.Run);
        Assert.Equal(403, started.Failure!.StatusCode);
    }

    [Fact]
    public void A_start_that_shows_no_effect_is_never_silent()
    {
        Pipeline run = RunJson.ReadRun("IN_PROGRESS/PAUSED");
        run.SetLocation(TestApi.Repo, new Uri("https://bitbucket.org"));
        var step = new PipelineStep { Uuid = Step, Name = "Deploy" };
        TimeSpan watched = TimeSpan.FromSeconds(15);
        Assert.Null(global::BitbucketPipelines.Errors.StepNotSeen(new(run, StillWaits: false, watched, null), run, step));
        string waits = global::BitbucketPipelines.Errors.StepNotSeen(new(run, StillWaits: true, watched, null), run, step)!;
        Assert.Matches("^Bitbucket accepted the start of step 'Deploy' of run #.* 15 seconds later .*PAUSED", waits);
        Assert.Contains($"Get-BbStep {run.BuildNumber} -Repository {TestApi.Repo}", waits, StringComparison.Ordinal);
        Assert.Contains(run.Url!, waits, StringComparison.Ordinal);
        string unknown = global::BitbucketPipelines.Errors.StepNotSeen(
            new(null, StillWaits: false, watched, new BitbucketApiException("No.")), run, step)!;
        Assert.Matches("^Bitbucket accepted the start .* could not be read. No. See: Get-BbStep ", unknown);
    }

    [Theory]
    [InlineData("broken")]
    [InlineData("hangs")]
    [InlineData("503")]
    public void It_is_never_sent_twice(string failure)
    {
        using var api = new TestApi();
        api.Stub.On("POST", ".*/start_step", Failures.Named(failure));
        BitbucketApiException e = Assert.Throws<BitbucketApiException>(() => api.Clock.Simulate(() => StartAsync(api)));
        Assert.Equal(ApiErrorKind.AnswerLost, e.Kind);
        Assert.StartsWith("POST internal/repositories/team/app/pipelines/", e.Message);
        Assert.Single(api.Stub.Requests);
    }

    private static Respond StepIs(string state) => Answer.Json(RunJson.Step("00000000-0000-0000-0000-00000000000a", state).ToJsonString());

    private static Task<ManualStart> StartAsync(TestApi api) => ManualSteps.StartAsync(
        api.Client, TestApi.Repo, RunJson.ReadRun("IN_PROGRESS/PAUSED"), new PipelineStep { Uuid = Step }, default);
}
