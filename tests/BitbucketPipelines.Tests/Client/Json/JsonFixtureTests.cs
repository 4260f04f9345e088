using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>Recorded responses are read without losing data.</summary>
public class JsonFixtureTests
{
    private const string Gildas = "gildas-bitbucket-cli/";
    private const string Devlake = "apache-incubator-devlake/";

    [Theory]
    [InlineData(Gildas + "pipeline.json")]
    [InlineData(Gildas + "pipeline-pullrequest.json")]
    [InlineData(Devlake + "pipelines.json")]
    public void Runs_keep_all_that_was_sent(string file) => KeepsAll<Pipeline>(
        file, text => JsonSerializer.Deserialize(text, WireContext.Default.Pipeline)!,
        run => JsonSerializer.Serialize(run, WireContext.Default.Pipeline));

    [Theory]
    [InlineData(Gildas + "pipeline-step.json")]
    [InlineData(Devlake + "pipeline_steps.json")]
    public void Steps_keep_all_that_was_sent(string file) => KeepsAll<PipelineStep>(
        file, text => JsonSerializer.Deserialize(text, WireContext.Default.PipelineStep)!,
        step => JsonSerializer.Serialize(step, WireContext.Default.PipelineStep));

    [Fact]
    public void Deployments_keep_all_that_was_sent() => KeepsAll<Deployment>(
        Devlake + "deployments.json", text => JsonSerializer.Deserialize(text, WireContext.Default.Deployment)!,
        d => JsonSerializer.Serialize(d, WireContext.Default.Deployment));

    [Theory]
    [InlineData(Gildas + "pipeline-target-ref.json")]
    [InlineData(Gildas + "pipeline-target-commit-ref.json")]
    [InlineData(Gildas + "pipeline-target-pullrequest-ref.json")]
    public void Targets_keep_all_that_was_sent(string file) => KeepsAll<PipelineTarget>(
        file, text => JsonSerializer.Deserialize(text, WireContext.Default.PipelineTarget)!,
        target => JsonSerializer.Serialize(target, WireContext.Default.PipelineTarget));

    [Fact]
    public void A_run_of_a_branch_is_flat()
    {
        Pipeline run = Fixture.Read(Gildas + "pipeline.json", WireContext.Default.Pipeline);
        Assert.Equal("{a1b2c3d4-e5f6-7890-abcd-ef1234567890}", run.Uuid);
        Assert.Equal(42, run.BuildNumber);
        Assert.Equal(("COMPLETED", "SUCCESSFUL", null), (run.State, run.Result, run.Stage));
        Assert.Equal(("main", null, "abc123def456"), (run.Branch, run.Tag, run.Commit));
        Assert.Equal((null, null, "John Developer", null), (run.Custom, run.PullRequest, run.Creator, run.Trigger));
        Assert.Equal(TimeSpan.FromSeconds(330), run.Duration);
        Assert.True(run.IsCompleted);
        Assert.Equal("#42", run.ToString());
    }

    [Fact]
    public void A_run_of_a_pull_request_tells_its_source_and_its_custom_pipeline()
    {
        Pipeline run = Fixture.Read(Gildas + "pipeline-pullrequest.json", WireContext.Default.Pipeline);
        Assert.Equal("frontend-develop-non-delete-key", run.Branch);
        Assert.Equal(62, run.PullRequest);
        Assert.Equal("run-tests", run.Custom);
        Assert.Equal("3c80cde6b371", run.Commit);
        Assert.Equal("FAILED", run.Result);
    }

    [Fact]
    public void A_step_tells_its_commands_and_its_times_to_seven_digits()
    {
        PipelineStep step = Fixture.Read(Gildas + "pipeline-step.json", WireContext.Default.PipelineStep);
        Assert.Equal("Test and Build", step.DisplayName);
        Assert.Equal(("COMPLETED", "FAILED", "AUTOMATIC", "golang:1.25"), (step.State, step.Result, step.Trigger, step.Image));
        Assert.Equal(new DateTimeOffset(2026, 1, 3, 7, 36, 40, TimeSpan.Zero).AddTicks(1095729), step.StartedOn);
        Assert.Equal(TimeSpan.FromSeconds(19), step.Duration);
        Assert.Equal(120, step.MaxTime);
        Assert.Equal("umask 000", step.SetupCommands![0].ToString());
        Assert.Equal("user", step.SetupCommands[0].AdditionalProperties!["commandType"].GetString());
        Assert.NotEmpty(step.ScriptCommands!);
        Assert.NotEmpty(step.TeardownCommands!);
        Assert.True(step.IsFailed);
    }

    [Fact]
    public void Halted_runs_and_steps_that_never_ran_are_what_they_are()
    {
        Pipeline[] runs = Fixture.ReadAll(Devlake + "pipelines.json", WireContext.Default.Pipeline);
        Assert.Equal(3, runs.Count(r => r is { State: "IN_PROGRESS", Stage: "HALTED", IsCompleted: false }));
        Assert.Equal(2, runs.Count(r => r.Result == "FAILED"));
        PipelineStep[] steps = Fixture.ReadAll(Devlake + "pipeline_steps.json", WireContext.Default.PipelineStep);
        PipelineStep[] never = [.. steps.Where(s => s.Result == "NOT_RUN")];
        Assert.Equal(2, never.Length);
        Assert.All(never, s => Assert.True(s is { IsCompleted: true, IsFailed: false } && s.StartedOn == s.CompletedOn));
        Assert.Equal("REDEPLOY", Assert.Single(steps, s => s.RunNumber == 2).Trigger);
        Assert.Contains(steps, s => s.Result == "STOPPED" && s.IsFailed);
    }

    /// <summary>After serializing the object again, every value of the response is at the same place.</summary>
    private static void KeepsAll<T>(string file, Func<string, T> read, Func<T, string> write)
    {
        JsonNode sent = JsonNode.Parse(Fixture.Text(file))!;
        foreach (JsonNode item in sent is JsonArray list ? list.Select(i => i!) : [sent])
        {
            Same(item, JsonNode.Parse(write(read(item.ToJsonString()))), file);
        }
    }

    private static void Same(JsonNode? sent, JsonNode? written, string place)
    {
        switch (sent)
        {
            case JsonObject properties:
                foreach ((string name, JsonNode? value) in properties)
                {
                    Same(value, Assert.IsType<JsonObject>(written)[name], $"{place}/{name}");
                }

                break;
            case JsonArray list:
                Assert.True(list.Count == Assert.IsType<JsonArray>(written).Count, place);
                for (int i = 0; i < list.Count; i++)
                {
                    Same(list[i], written.AsArray()[i], $"{place}/{i}");
                }

                break;
            default:
                Assert.True(Value(sent) == Value(written), $"{place}: {Value(sent)} became {Value(written)}");
                break;
        }
    }

    /// <summary>Times may have another format, and at most seven fractional digits.</summary>
    private static string? Value(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out DateTimeOffset time) ? time.ToString("O", CultureInfo.InvariantCulture)
            : node is JsonValue number && number.TryGetValue(out double n) ? n.ToString(CultureInfo.InvariantCulture)
            : node?.ToJsonString();
}
