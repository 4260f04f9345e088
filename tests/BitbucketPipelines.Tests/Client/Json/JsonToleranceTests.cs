using System.Text.Json;
using System.Text.Json.Nodes;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>Unknown values, missing values and values of another type never make reading fail.</summary>
public class JsonToleranceTests
{
    [Fact]
    public void An_empty_object_is_a_run_and_a_step()
    {
        Pipeline run = Run("{}");
        Assert.Equal(0, run.BuildNumber);
        Assert.All(
            new object?[] { run.State, run.Stage, run.Result, run.Error, run.Branch, run.Tag, run.Commit, run.Custom, run.PullRequest,
            run.Trigger, run.Creator, run.Duration }, Assert.Null);
        PipelineStep step = Step("{}");
        Assert.All(new object?[] { step.State, step.Stage, step.Result, step.Error, step.Duration, step.Trigger, step.Image }, Assert.Null);
        Assert.Equal((false, false, "Step 0"), (step.IsCompleted, step.IsFailed, step.DisplayName));
    }

    [Theory]
    [InlineData("gildas-bitbucket-cli/pipeline.json")]
    [InlineData("gildas-bitbucket-cli/pipeline-pullrequest.json")]
    public void Any_value_of_a_run_may_be_null(string file) => EachNull(Fixture.Text(file), text =>
    {
        Pipeline run = Run(text);
        _ = $"{run.State}{run.Stage}{run.Result}{run.Error}{run.Branch}{run.Tag}{run.Commit}{run.Custom}{run.PullRequest}"
            + $"{run.Trigger}{run.Creator}{run.Duration}{run.Target}{run}";
    });

    [Fact]
    public void Any_value_of_a_step_may_be_null() => EachNull(Fixture.Text("gildas-bitbucket-cli/pipeline-step.json"), text =>
    {
        PipelineStep step = Step(text);
        _ = $"{step.State}{step.Stage}{step.Result}{step.Error}{step.Duration}{step.Trigger}{step.Image}{step.IsFailed}{step}";
    });

    [Fact]
    public void Any_value_of_a_page_or_a_token_may_be_null()
    {
        EachNull("""{"size":1,"page":1,"pagelen":100,"next":"x","values":[{"build_number":1}]}""", text => JsonSerializer.Deserialize(text, WireContext.Default.PagePipeline));
        EachNull("""{"access_token":"x","expires_in":7200,"scopes":"s"}""", text => JsonSerializer.Deserialize(text, WireContext.Default.OAuthToken));
        EachNull("""{"id":1,"title":"t","source":{"branch":{"name":"b"},"commit":{"hash":"h"}}}""", text => JsonSerializer.Deserialize(text, WireContext.Default.PullRequest));
        EachNull(
            """{"slug":"s","full_name":"w/s","mainbranch":{"name":"m"},"project":{"key":"K"},"is_private":true,"updated_on":"2026-01-01T00:00:00Z"}""",
            text => _ = $"{JsonSerializer.Deserialize(text, WireContext.Default.Repository)!.MainBranch}");
    }

    [Fact]
    public void Numbers_may_come_as_texts()
    {
        Pipeline run = Run("""{"build_number":"42","duration_in_seconds":"7.5","build_seconds_used":"9","target":{"pullrequest":{"id":"62"}}}""");
        Assert.Equal((42, 7.5, 9, 62), (run.BuildNumber, run.DurationInSeconds, run.BuildSecondsUsed, run.PullRequest));
        Assert.Equal(3, JsonSerializer.Deserialize("""{"size":"3","pagelen":"10"}""", WireContext.Default.PagePipeline)!.Size);
        Assert.Equal(7200, JsonSerializer.Deserialize("""{"expires_in":"7200"}""", WireContext.Default.OAuthToken)!.ExpiresIn);
    }

    [Theory]
    [InlineData("2026-01-03T07:36:40.109572944Z", 1095729)]
    [InlineData("2026-01-03T07:36:40.1Z", 1000000)]
    [InlineData("2026-01-03T07:36:40Z", 0)]
    [InlineData("2026-01-03T07:36:40+00:00", 0)]
    [InlineData("2026-01-03T08:36:40.20339+01:00", 2033900)]
    public void Times_have_up_to_nine_fractional_digits(string time, long ticks) => Assert.Equal(
        new DateTimeOffset(2026, 1, 3, 7, 36, 40, TimeSpan.Zero).AddTicks(ticks), Run($$"""{"created_on":"{{time}}"}""").CreatedOn);

    [Fact]
    public void Unknown_properties_are_kept_at_every_level()
    {
        Pipeline run = Run("""
            {"labels":{"a":1},"first_successful":true,
             "target":{"type":"x","brand_new":[1,2],"selector":{"imported_from":{"pipelineName":"p"}}},
             "state":{"name":"COMPLETED","result":{"name":"FAILED","why":"because"}}}
            """);
        Assert.Equal("""{"a":1}""", run.AdditionalProperties!["labels"].GetRawText());
        Assert.Equal("[1,2]", run.Target!.AdditionalProperties!["brand_new"].GetRawText());
        Assert.Equal("p", run.Target.Selector!.AdditionalProperties!["imported_from"].GetProperty("pipelineName").GetString());
        Assert.Equal("because", run.StateDetail!.Result!.AdditionalProperties!["why"].GetString());
    }

    [Fact]
    public void A_merge_queue_and_other_kinds_of_target_are_read_like_the_others()
    {
        Pipeline run = Run("""
            {"build_number":7,"target":{"type":"pipeline_merge_queue_ref_target","ref_type":"branch","ref_name":"bitbucket-merge-queue-3",
             "target_branch":"main","pullrequest_ids":[1,2],"commit":{"hash":"abc"},"selector":{"type":"merge-queues"}}}
            """);
        Assert.Equal("bitbucket-merge-queue-3", run.Branch);
        Assert.Equal("abc", run.Commit);
        Assert.Null(run.Custom);
        Assert.Equal("branch bitbucket-merge-queue-3 at abc", run.Target!.ToString());
        Assert.Equal("pipeline_x_target", Run("""{"target":{"type":"pipeline_x_target"}}""").Target!.ToString());
    }

    [Fact]
    public void Unknown_words_are_shown_as_they_come()
    {
        Pipeline run = Run("""{"state":{"name":"THINKING","type":"pipeline_state_thinking","stage":{"name":"DEEP"},"result":{"name":"MAYBE"}},"trigger":{"type":"pipeline_trigger_telepathy"}}""");
        Assert.Equal(("THINKING", "DEEP", "MAYBE", "TELEPATHY"), (run.State, run.Stage, run.Result, run.Trigger));
        Assert.False(run.IsCompleted);
    }

    [Fact]
    public void A_password_of_an_image_is_not_kept()
    {
        PipelineStep step = Step("""{"image":{"name":"private/img:1","username":"me","password":"PASSWORD","email":"e"}}""");
        Assert.Equal("private/img:1", step.Image);
        Assert.DoesNotContain("PASSWORD", JsonSerializer.Serialize(step, WireContext.Default.PipelineStep));
    }

    [Fact]
    public void A_page_may_hold_nothing_but_values()
    {
        Page<Pipeline> page = JsonSerializer.Deserialize("""{"values":[{},{}],"previous":"x"}""", WireContext.Default.PagePipeline)!;
        Assert.Equal(2, page.Values!.Count);
        Assert.Null(page.Next);
        Assert.Null(page.Size);
        Assert.Null(page.Pagelen);
    }

    private static Pipeline Run(string json) => JsonSerializer.Deserialize(json, WireContext.Default.Pipeline)!;

    private static PipelineStep Step(string json) => JsonSerializer.Deserialize(json, WireContext.Default.PipelineStep)!;

    /// <summary>Reads the text once for each of its values, with that value as null.</summary>
    private static void EachNull(string json, Action<string> read)
    {
        int count = Values(JsonNode.Parse(json)!).Count();
        Assert.True(count >= 3);
        for (int i = 0; i < count; i++)
        {
            JsonNode root = JsonNode.Parse(json)!;
            JsonNode value = Values(root).ElementAt(i);
            if (value.Parent is JsonObject parent)
            {
                parent[value.GetPropertyName()] = null;
                Exception? e = Record.Exception(() => read(root.ToJsonString()));
                Assert.True(e is null, $"{value.ToJsonString()} as null: {e}");
            }
        }
    }

    private static IEnumerable<JsonNode> Values(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject o => o.Select(p => p.Value),
            JsonArray a => a,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(c => Values(c).Prepend(c));
    }
}
