using System.Text.Json;
using System.Text.Json.Nodes;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>Runs and steps in the JSON format of the server. A state is "PENDING", "IN_PROGRESS/PAUSED" or "COMPLETED/FAILED".</summary>
internal static class RunJson
{
    public const string Manual = "manual";
    public const string Automatic = "automatic";

    public static JsonObject State(string state)
    {
        string[] words = state.Split('/');
        var json = new JsonObject { ["name"] = words[0] };
        if (words.Length > 1)
        {
            json[words[0] == "COMPLETED" ? "result" : "stage"] = new JsonObject { ["name"] = words[1] };
        }

        return json;
    }

    public static JsonObject Run(int number, string state) =>
        new() { ["type"] = "pipeline", ["uuid"] = Uuid(number), ["build_number"] = number, ["state"] = State(state) };

    public static JsonObject Step(string name, string state, string trigger = Automatic) => new()
    {
        ["type"] = "pipeline_step", ["uuid"] = $"{{{name}}}", ["name"] = name, ["state"] = State(state),
        ["trigger"] = new JsonObject { ["type"] = "pipeline_step_trigger_" + trigger },
    };

    public static string Page(IEnumerable<JsonObject> items) => new JsonObject { ["values"] = new JsonArray([.. items]) }.ToJsonString();

    public static string Uuid(int number) => $"{{00000000-0000-0000-0000-{number:D12}}}";

    public static Pipeline ReadRun(string state, int number = 42) =>
        Run(number, state).Deserialize(WireContext.Default.Pipeline)!;

    /// <summary>Creates a step from "name state" or "name state trigger".</summary>
    public static PipelineStep ReadStep(string text, int position = 0)
    {
        string[] parts = text.Split(' ');
        PipelineStep step = Step(parts[0], parts[1], parts.Length > 2 ? parts[2] : Automatic)
            .Deserialize(WireContext.Default.PipelineStep)!;
        step.SetLocation(TestApi.Repo, new Uri("https://bitbucket.org/"));
        step.Pipeline = "42";
        step.Position = position;
        return step;
    }

    public static PipelineStep[] ReadSteps(params string[] steps) => [.. steps.Select((s, i) => ReadStep(s, i + 1))];
}
