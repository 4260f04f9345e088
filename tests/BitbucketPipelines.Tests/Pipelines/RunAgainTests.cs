using System.Text.Json;
using System.Text.Json.Nodes;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Tests the target for running again: that of the previous run without the properties that a request does not accept.</summary>
public class RunAgainTests
{
    private const string Gildas = "gildas-bitbucket-cli/";

    [Theory]
    [InlineData("pipeline-target-ref.json",
        """{"type":"pipeline_ref_target","ref_type":"branch","ref_name":"master","commit":{"type":"commit","hash":"abc123def456"}}""")]
    [InlineData("pipeline-target-commit-ref.json",
        """{"type":"pipeline_commit_target","commit":{"type":"commit","hash":"abcdef1234567890abcdef1234567890abcdef12"},"selector":{"type":"tags","pattern":"hotfix-*"}}""")]
    [InlineData("pipeline-target-pullrequest-ref.json",
        """
        {"type":"pipeline_pullrequest_target","source":"feature/my-branch","destination":"elevate-main","pullrequest":{"id":62},
         "commit":{"type":"commit","hash":"abcdef1234567890abcdef1234567890abcdef12"},"destination_commit":{"type":"commit","hash":"abc123def456"},
         "selector":{"type":"pull-requests","pattern":"**"}}
        """)]
    public void A_recorded_target_is_cut_down(string file, string expected) =>
        Same(expected, RunTarget.ForRerun(Fixture.Read(Gildas + file, WireContext.Default.PipelineTarget)));

    [Theory]
    [InlineData("annotated_tag", "tag")]
    [InlineData("tag", "tag")]
    [InlineData("branch", "branch")]
    [InlineData("named_branch", "named_branch")]
    [InlineData(null, "branch")]
    public void The_kind_of_a_ref_is_one_that_starting_takes(string? kind, string expected) => Same(
        $$"""{"type":"pipeline_ref_target","ref_type":"{{expected}}","ref_name":"x"}""",
        RunTarget.ForRerun(new PipelineTarget { Type = PipelineTarget.RefType, RefKind = kind, RefName = "x" }));

    [Fact]
    public void A_custom_pipeline_stays_one() => Same(
        """{"type":"pipeline_ref_target","ref_type":"branch","ref_name":"x","selector":{"type":"custom","pattern":"deploy"}}""",
        RunTarget.ForRerun(new PipelineTarget
        {
            Type = PipelineTarget.RefType, RefKind = "branch", RefName = "x",
            Selector = new PipelineSelector { Type = "custom", Pattern = "deploy",
            AdditionalProperties = new() { ["imported_from"] = default } },
        }));

    [Fact]
    public void A_commit_without_a_selector_gets_the_default_one() => Same(
        """{"type":"pipeline_commit_target","commit":{"type":"commit","hash":"abc"},"selector":{"type":"default"}}""",
        RunTarget.ForRerun(new PipelineTarget { Type = PipelineTarget.CommitType, Commit = new Commit { Hash = "abc" } }));

    [Fact]
    public void A_target_that_cannot_be_started_is_null()
    {
        Assert.Null(RunTarget.ForRerun(null));
        Assert.Null(RunTarget.ForRerun(new PipelineTarget()));
        Assert.Null(
            RunTarget.ForRerun(
                new PipelineTarget { Type = "pipeline_merge_queue_ref_target", RefKind = "branch", RefName = "bitbucket-merge-queue-1" }));
        Assert.Null(RunTarget.ForRerun(new PipelineTarget { Type = PipelineTarget.RefType }));
        Assert.Null(RunTarget.ForRerun(new PipelineTarget { Type = PipelineTarget.CommitType }));
        Assert.Null(RunTarget.ForRerun(new PipelineTarget { Type = PipelineTarget.PullRequestType }));
    }

    private static void Same(string expected, PipelineTarget? actual)
    {
        string written = JsonSerializer.Serialize(actual!, WireContext.Default.PipelineTarget);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(written)), $"Expected {expected}\nActual {written}");
    }
}
