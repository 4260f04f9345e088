using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>Tests the properties of runs and steps that are derived from nested JSON.</summary>
public class PipelineTests
{
    private static readonly DateTimeOffset s_noon = VirtualClock.Start;

    [Theory]
    [InlineData("branch", "main", "main", null)]
    [InlineData("named_branch", "main", "main", null)]
    [InlineData("tag", "v1", null, "v1")]
    [InlineData("annotated_tag", "v1", null, "v1")]
    [InlineData(null, "main", "main", null)]
    public void Branch_and_tag_follow_the_kind_of_the_ref(string? kind, string name, string? branch, string? tag)
    {
        var run = new Pipeline { Target = new PipelineTarget { Type = PipelineTarget.RefType, RefKind = kind, RefName = name } };
        Assert.Equal((branch, tag), (run.Branch, run.Tag));
    }

    [Fact]
    public void A_run_of_a_commit_has_neither_branch_nor_tag()
    {
        var run = new Pipeline { Target = new PipelineTarget { Type = PipelineTarget.CommitType, Commit = new Commit { Hash = "abc" } } };
        Assert.Equal((null, null, "abc"), (run.Branch, run.Tag, run.Commit));
    }

    // The duration from the server in seconds, the minutes from creation to completion (null: not completed) -> seconds
    [Theory]
    [InlineData(90.0, 5, 90.0)]
    [InlineData(0.0, 5, 0.0)]
    [InlineData(null, 5, 300.0)]
    [InlineData(null, -5, null)]
    [InlineData(null, null, null)]
    [InlineData(7.5, null, 7.5)]
    public void Duration_is_that_of_the_server_otherwise_from_start_to_end(double? told, int? minutes, double? seconds)
    {
        DateTimeOffset? end = minutes is { } m ? s_noon.AddMinutes(m) : null;
        Assert.Equal(seconds, new Pipeline { DurationInSeconds = told, CreatedOn = s_noon, CompletedOn = end }.Duration?.TotalSeconds);
        Assert.Equal(seconds, new PipelineStep { DurationInSeconds = told, StartedOn = s_noon, CompletedOn = end }.Duration?.TotalSeconds);
    }

    [Theory]
    [InlineData("IN_PROGRESS", null, false)]
    [InlineData("PENDING", null, false)]
    [InlineData("COMPLETED", "SUCCESSFUL", false)]
    [InlineData("COMPLETED", "NOT_RUN", false)]
    [InlineData("COMPLETED", null, false)]
    [InlineData("COMPLETED", "FAILED", true)]
    [InlineData("COMPLETED", "ERROR", true)]
    [InlineData("COMPLETED", "STOPPED", true)]
    [InlineData("COMPLETED", "EXPIRED", true)]
    [InlineData("COMPLETED", "SYSTEM_ERROR", true)]
    public void A_step_failed_when_its_result_is_not_success(string state, string? result, bool failed) => Assert.Equal(
        failed, new PipelineStep { StateDetail = new NamedState { Name = state, Result = result is null
            ? null
            : new NamedState { Name = result } } }.IsFailed);

    [Fact]
    public void The_reason_of_an_error_is_found_in_either_place()
    {
        var error = new StateError { Key = "plan.limit", Message = "No minutes left" };
        Assert.Equal("No minutes left", new Pipeline { StateDetail = new NamedState { Result = new NamedState { Error = error } } }.Error);
        Assert.Equal("No minutes left", new PipelineStep { StateDetail = new NamedState { Error = error } }.Error);
        Assert.Equal("plan.limit", new StateError { Key = "plan.limit" }.ToString());
    }

    [Theory]
    [InlineData(null, "pipeline_trigger_push", "PUSH")]
    [InlineData("SCHEDULE", "pipeline_trigger_schedule", "SCHEDULE")]
    [InlineData(null, "pipeline_step_trigger_redeploy", "REDEPLOY")]
    [InlineData(null, "odd", "ODD")]
    [InlineData(null, null, "")]
    public void A_trigger_shows_its_name_otherwise_its_type(string? name, string? type, string expected) =>
        Assert.Equal(expected, new Trigger { Name = name, Type = type }.ToString());

    [Fact]
    public void SetLocation_sets_the_repository_and_the_page_of_a_run()
    {
        var run = new Pipeline { BuildNumber = 42 };
        run.SetLocation(TestApi.Repo, new Uri("https://bitbucket.org/"));
        Assert.Equal(("team", "app", "https://bitbucket.org/team/app/pipelines/results/42"), (run.Workspace, run.Repository, run.Url));
    }

    [Fact]
    public void A_target_has_a_description()
    {
        PipelineSelector custom = PipelineSelector.Custom("deploy");
        Assert.Equal("branch main", new PipelineTarget { Type = PipelineTarget.RefType, RefKind = "branch", RefName = "main" }.ToString());
        Assert.Equal("tag v1 at abc",
            new PipelineTarget { Type = PipelineTarget.RefType, RefKind = "annotated_tag", RefName = "v1",
            Commit = new Commit { Hash = "abc" } }.ToString());
        Assert.Equal(
            "custom pipeline 'deploy' on commit abc",
            new PipelineTarget { Type = PipelineTarget.CommitType, Commit = new Commit { Hash = "abc" }, Selector = custom }.ToString());
        Assert.Equal("pull request #7",
            new PipelineTarget { Type = PipelineTarget.PullRequestType, PullRequest = new PullRequest { Id = 7 } }.ToString());
    }

    [Fact]
    public void A_variable_shows_its_name_only() =>
        Assert.Equal("KEY", new RunVariable { Key = "KEY", Value = "secret", Secured = true }.ToString());

    [Fact]
    public void A_repository_tells_its_workspace_main_branch_and_project()
    {
        var repository = new Repository { FullName = "team/app", MainBranchDetail = new Ref { Name = "trunk" },
            ProjectDetail = new Project { Key = "P" } };
        Assert.Equal(
            ("team", "trunk", "P", "team/app"), (repository.Workspace, repository.MainBranch, repository.Project, repository.ToString()));
        Assert.Null(new Repository().MainBranch);
    }
}
