using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

public class PipelineFilterTests
{
    private static string[] Query(PipelineFilter filter) =>
        [.. filter.Apply(Api.Endpoints.Pipelines.List(TestApi.Repo)).Query.Skip(1).Select(p => $"{p.Key}={p.Value}")];

    [Theory]
    [InlineData("SUCCESSFUL", "PASSED")]
    [InlineData("passed", "PASSED")]
    [InlineData("Failed", "FAILED")]
    [InlineData("ERROR", "ERROR")]
    [InlineData("STOPPED", "STOPPED")]
    [InlineData("RUNNING", "BUILDING")]
    [InlineData("BUILDING", "BUILDING")]
    [InlineData("PENDING", "PENDING")]
    [InlineData("PARSING", "PARSING")]
    [InlineData("PAUSED", "PAUSED")]
    [InlineData("HALTED", "HALTED")]
    [InlineData("UNKNOWN", "UNKNOWN")]
    [InlineData("IN_PROGRESS", "BUILDING PAUSED HALTED")]
    [InlineData("COMPLETED", "PASSED FAILED ERROR STOPPED")]
    public void A_status_becomes_the_values_of_the_filter(string word, string expected) =>
        Assert.Equal(expected.Split(' ').Select(w => "status=" + w), Query(new PipelineFilter { Status = [word] }));

    [Fact]
    public void Several_statuses_are_sent_once_each() => Assert.Equal(
        ["status=PASSED", "status=BUILDING", "status=PAUSED", "status=HALTED"],
        Query(new PipelineFilter { Status = ["SUCCESSFUL", "in_progress", "RUNNING", "PASSED"] }));

    [Fact]
    public void All_offered_values_are_accepted() =>
        Assert.All(PipelineFilter.StatusWords, word => Assert.NotEmpty(Query(new PipelineFilter { Status = [word] })));

    [Theory]
    [InlineData("SKIPPED")]
    [InlineData("")]
    [InlineData("PASSED,FAILED")]
    public void An_unknown_status_is_refused_since_the_server_would_silently_find_nothing(string word)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => Query(new PipelineFilter { Status = [word] }));
        Assert.StartsWith($"'{word}' is not a status. Use one of: PARSING, ", e.Message);
    }

    [Fact]
    public void No_filter_asks_for_all()
    {
        Assert.Empty(Query(new PipelineFilter()));
        Assert.True(new PipelineFilter().IsServerSide);
        Assert.True(new PipelineFilter().Matches(new Pipeline()));
    }

    [Fact]
    public void Branch_commit_custom_trigger_and_creator_are_filtered_by_the_server()
    {
        var filter = new PipelineFilter { Branch = "feature/x", CommitHash = "abc", Custom = "deploy", Trigger = "manual",
            CreatorUuid = "{u}" };
        Assert.Equal(
            [
                "target.ref_type=BRANCH", "target.ref_name=feature/x", "target.commit.hash=abc", "target.selector.type=CUSTOM",
                "target.selector.pattern=deploy", "trigger_type=MANUAL", "creator.uuid={u}",
            ],
            Query(filter));
        Assert.True(filter.IsServerSide);
    }

    [Fact]
    public void A_tag_is_requested_by_name_and_its_type_is_checked_here()
    {
        var filter = new PipelineFilter { Tag = "v1" };
        Assert.Equal(["target.ref_name=v1"], Query(filter));
        Assert.False(filter.IsServerSide);
        Assert.True(filter.Matches(OfRef("tag", "v1")));
        Assert.True(filter.Matches(OfRef("annotated_tag", "v1")));
        Assert.False(filter.Matches(OfRef("branch", "v1")));
    }

    [Fact]
    public void Custom_pipelines_by_a_test_on_the_name()
    {
        var filter = new PipelineFilter { CustomMatch = n => n.StartsWith("deploy", StringComparison.Ordinal) };
        Assert.Equal(["target.selector.type=CUSTOM"], Query(filter));
        Assert.False(filter.IsServerSide);
        Assert.True(filter.Matches(new Pipeline { Target = new PipelineTarget { Selector = PipelineSelector.Custom("deploy-eu") } }));
        Assert.False(filter.Matches(new Pipeline { Target = new PipelineTarget { Selector = PipelineSelector.Custom("nightly") } }));
        Assert.False(filter.Matches(OfRef("branch", "deploy")));
    }

    [Fact]
    public void A_pull_request_is_looked_for_among_those_of_pull_requests()
    {
        var filter = new PipelineFilter { PullRequest = 7 };
        Assert.Equal(["target.selector.type=PULLREQUESTS"], Query(filter));
        Assert.False(filter.IsServerSide);
        Assert.True(filter.Matches(new Pipeline { Target = new PipelineTarget { PullRequest = new PullRequest { Id = 7 } } }));
        Assert.False(filter.Matches(new Pipeline { Target = new PipelineTarget { PullRequest = new PullRequest { Id = 8 } } }));
        Assert.False(filter.Matches(OfRef("branch", "7")));
    }

    [Fact]
    public void Times_and_tests_on_creators_are_applied_here()
    {
        DateTimeOffset noon = VirtualClock.Start;
        var filter = new PipelineFilter { Since = noon, Until = noon.AddHours(1), CreatorMatch = a => a.Nickname == "me" };
        Assert.Empty(Query(filter));
        Assert.False(filter.IsServerSide);
        Pipeline At(double hours, string who = "me") =>
            new() { CreatedOn = noon.AddHours(hours), CreatorDetail = new Account { Nickname = who } };
        Assert.Equal([false, true, true, true, false], new[] { -0.1, 0, 0.5, 1, 1.1 }.Select(h => filter.Matches(At(h))));
        Assert.False(filter.Matches(At(0.5, "you")));
        Assert.False(filter.Matches(new Pipeline { CreatedOn = noon }));
        Assert.False(filter.Matches(new Pipeline { CreatorDetail = new Account { Nickname = "me" } }));
    }

    [Fact]
    public void A_test_on_branches_is_applied_here_and_the_server_leaves_out_what_is_of_no_branch()
    {
        var filter = new PipelineFilter { BranchMatch = name => name is "main" or "develop" };
        Assert.Equal(["target.ref_type=BRANCH"], Query(filter));
        Assert.False(filter.IsServerSide);
        Assert.Equal(
            [true, true, false], new[] { "main", "develop", "Main" }.Select(name => filter.Matches(OfRef("branch", name))));
        Assert.False(filter.Matches(OfRef("tag", "main")));
    }

    [Fact]
    public void Reading_ends_at_the_first_run_that_is_too_old()
    {
        var filter = new PipelineFilter { Since = VirtualClock.Start };
        Assert.True(filter.EndsAt(new Pipeline { CreatedOn = VirtualClock.Start.AddSeconds(-1) }));
        Assert.False(filter.EndsAt(new Pipeline { CreatedOn = VirtualClock.Start }));
        Assert.False(filter.EndsAt(new Pipeline()));
        Assert.False(new PipelineFilter { Until = VirtualClock.Start }.EndsAt(new Pipeline { CreatedOn = DateTimeOffset.MinValue }));
    }

    private static Pipeline OfRef(string kind, string name) =>
        new() { Target = new PipelineTarget { Type = PipelineTarget.RefType, RefKind = kind, RefName = name } };
}
