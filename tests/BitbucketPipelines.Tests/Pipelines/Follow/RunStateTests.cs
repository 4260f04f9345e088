using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Tests the four reasons for which a wait ends, as determined from the run and its steps.</summary>
public class RunStateTests
{
    [Theory]
    // Completed, with any result.
    [InlineData("COMPLETED/SUCCESSFUL", "", RunExit.Completed)]
    [InlineData("COMPLETED/FAILED", "", RunExit.Completed)]
    [InlineData("COMPLETED/STOPPED", "build PENDING/PAUSED manual", RunExit.Completed)]
    [InlineData("COMPLETED", "", RunExit.Completed)]
    // Still in progress.
    [InlineData("PARSING", "", null)]
    [InlineData("PENDING", "", null)]
    [InlineData("PENDING/PENDING", "build PENDING", null)]
    [InlineData("IN_PROGRESS", "", null)]
    [InlineData("IN_PROGRESS/RUNNING", "build IN_PROGRESS", null)]
    [InlineData("IN_PROGRESS/RUNNING", "build COMPLETED/SUCCESSFUL, test PENDING", null)]
    [InlineData("SOMETHING_NEW/ODD", "build ODD", null)]
    // Paused on a manual step.
    [InlineData("IN_PROGRESS/PAUSED", "", RunExit.Paused)]
    [InlineData("IN_PROGRESS/PAUSED", "build COMPLETED/SUCCESSFUL, deploy PENDING/PAUSED manual", RunExit.Paused)]
    [InlineData("IN_PROGRESS/PAUSED", "build COMPLETED/SUCCESSFUL, deploy PENDING manual", RunExit.Paused)]
    // The stage of the run is outdated: it is still RUNNING while a manual step waits.
    [InlineData("IN_PROGRESS/RUNNING", "build COMPLETED/SUCCESSFUL, deploy PENDING/PAUSED manual", RunExit.Paused)]
    [InlineData("IN_PROGRESS", "build COMPLETED/SUCCESSFUL, deploy PENDING/PAUSED manual", RunExit.Paused)]
    // A manual step waits while a parallel step is still running.
    [InlineData("IN_PROGRESS/PAUSED", "test IN_PROGRESS, deploy PENDING/PAUSED manual", null)]
    [InlineData("IN_PROGRESS/RUNNING", "test READY, deploy PENDING/PAUSED manual", null)]
    // Another deployment holds the lock, which is temporary.
    [InlineData("IN_PROGRESS/PAUSED", "build COMPLETED/SUCCESSFUL, deploy PENDING/PAUSED automatic", null)]
    [InlineData("IN_PROGRESS/RUNNING", "build COMPLETED/SUCCESSFUL, deploy PENDING/PAUSED automatic", null)]
    // A lock and a manual step: someone has to start the step.
    [InlineData("IN_PROGRESS/PAUSED", "a PENDING/PAUSED automatic, b PENDING/PAUSED manual", RunExit.Paused)]
    // A manual step that has already ended.
    [InlineData("IN_PROGRESS/RUNNING", "deploy COMPLETED/SUCCESSFUL manual, after IN_PROGRESS", null)]
    // Halted.
    [InlineData("IN_PROGRESS/HALTED", "", RunExit.Halted)]
    [InlineData("IN_PROGRESS/HALTED", "build PENDING, test PENDING", RunExit.Halted)]
    [InlineData("IN_PROGRESS/RUNNING", "build COMPLETED/SUCCESSFUL, test PENDING/HALTED", RunExit.Halted)]
    [InlineData("PENDING", "build PENDING/HALTED", RunExit.Halted)]
    [InlineData("IN_PROGRESS/RUNNING", "a IN_PROGRESS, b PENDING/HALTED", null)]
    public void Assess_returns_why_the_wait_ends(string run, string steps, object? expected) =>
        Assert.Equal(expected, RunState.Assess(RunJson.ReadRun(run), Steps(steps)));

    [Theory]
    [InlineData("", null)]
    [InlineData("a COMPLETED/SUCCESSFUL, b IN_PROGRESS, c PENDING", "b")]
    [InlineData("a COMPLETED/SUCCESSFUL, b PENDING/PAUSED, c PENDING", "b")]
    [InlineData("a PENDING, b IN_PROGRESS", "b")]
    [InlineData("a COMPLETED/SUCCESSFUL", null)]
    public void Current_is_the_running_step_otherwise_the_next_one(string steps, string? name) =>
        Assert.Equal(name, RunState.Current(Steps(steps))?.Name);

    [Theory]
    [InlineData("a COMPLETED/SUCCESSFUL, b COMPLETED/FAILED, c COMPLETED/FAILED", "b")]
    [InlineData("a COMPLETED/NOT_RUN, b COMPLETED/ERROR", "b")]
    [InlineData("a COMPLETED/SUCCESSFUL, b COMPLETED/NOT_RUN", null)]
    [InlineData("a IN_PROGRESS", null)]
    public void FirstFailedStep_is_the_first_step_that_failed(string steps, string? name) =>
        Assert.Equal(name, RunState.FirstFailedStep(Steps(steps))?.Name);

    private static PipelineStep[] Steps(string text) => RunJson.ReadSteps(text.Split(", ", StringSplitOptions.RemoveEmptyEntries));
}
