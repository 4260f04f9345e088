namespace BitbucketPipelines.HostTests;

/// <summary>Tests Show-BbPipeline -Live: when the run is read, and when the view ends.</summary>
public sealed class LiveTests : HostTest
{
    [Fact]
    public void Each_step_is_announced_and_the_picture_follows()
    {
        Script(
            "slow", new StepScript { Name = "Build", Duration = 100 }, new StepScript { Name = "Test", Duration = 50, Result = "FAILED" });
        Add("custom:slow");
        Call call = Shell.Run("Show-BbPipeline 1 -Live -PassThru");
        Assert.Empty(call.Errors);
        Assert.Equal(["FAILED"], Of(call.Output, "Result"));
        Assert.Equal(
            ["Build: IN_PROGRESS", "Build: SUCCESSFUL in 1:40", "Test: IN_PROGRESS", "Test: FAILED in 0:50"],
            call.Said.Skip(1).Take(4));
        Assert.StartsWith("Run #1 of acme/widgets: FAILED in 2:3", call.Said[5], StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_run_is_read_no_more_often_than_the_rate_limit_allows()
    {
        Script("slow", new StepScript { Name = "Build", Duration = 3600 });
        Add("custom:slow");
        Shell.Run("Show-BbPipeline 1 -Live");
        Assert.InRange(Sent("GET", "/pipelines/").Count, 300, 900);
    }

    [Fact]
    public void It_ends_at_a_manual_step_with_a_warning()
    {
        Add("custom:manual-gate", age: 60);
        Call call = Shell.Run("Show-BbPipeline 1 -Live");
        Assert.Contains(
            "waits for a person to start the manual step 'Deploy to production'", Assert.Single(call.Warnings), StringComparison.Ordinal);
        Assert.Empty(call.Errors);
    }

    [Fact]
    public void A_run_that_goes_on_after_the_time_limit_is_an_error()
    {
        Endless();
        Add("custom:endless");
        Call call = Shell.Run("Show-BbPipeline 1 -Live -TimeoutSec 90");
        Assert.Equal(["PipelineTimeout"], Ids(call));
        Assert.InRange(Clock.Elapsed.TotalSeconds, 85, 95);
        Assert.Contains(call.Said, l => l.StartsWith("Run #1 of acme/widgets: RUNNING, 1:", StringComparison.Ordinal));
    }
}
