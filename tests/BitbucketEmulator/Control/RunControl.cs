using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Scripts, history, and what people do to runs.</summary>
internal static class RunControl
{
    public static void Register(ControlServer server)
    {
        server.Add("PUT", "scripts/{workspace}/{repo}/{*selector}", SetScript);
        server.Add("PUT", "pipeline-file/{workspace}/{repo}", SetPipelineFile);
        server.Add("POST", "runs/{workspace}/{repo}", AddRuns);
        server.Add("GET", "runs/{workspace}/{repo}", request => EmulatorResponse.Ok(
            JsonList.Of(request.State.GetRuns(request["workspace"], request["repo"]).Select(Describe))));
        server.Add("GET", "runs/{workspace}/{repo}/{build}", request => EmulatorResponse.Ok(
            Describe(request.State.GetRun(request["workspace"], request["repo"], Build(request)))));
        server.Add("POST", "manual/{workspace}/{repo}/{build}", request =>
        {
            request.State.StartManualStep(request["workspace"], request["repo"], Build(request));
            return EmulatorResponse.Empty(204);
        });
        server.Add("POST", "expire-links", request =>
        {
            request.State.ExpireLogLinks();
            return EmulatorResponse.Empty(204);
        });
    }

    private static EmulatorResponse SetScript(EmulatorRequest request)
    {
        RunScript script = ScriptReader.Read(JsonInput.FromBody(request));
        request.State.SetScript(request["workspace"], request["repo"], request["selector"], script);
        return EmulatorResponse.Empty(204);
    }

    /// <summary>The bytes of bitbucket-pipelines.yml, on all branches.</summary>
    private static EmulatorResponse SetPipelineFile(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        request.State.World.GetRepository(request["workspace"], request["repo"]).PipelineFile =
            input.Text("base64") is { } bytes ? Convert.FromBase64String(bytes) : Encoding.UTF8.GetBytes(input.Text("text") ?? "");
        return EmulatorResponse.Empty(204);
    }

    private static EmulatorResponse AddRuns(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        var defaults = new RunHistory();
        var history = new RunHistory
        {
            Count = input.Integer("count", defaults.Count),
            Branch = input.Text("branch"),
            Tag = input.Text("tag"),
            Commit = input.Text("commit"),
            PullRequest = input.OptionalInteger("pullRequest"),
            Selector = input.Text("selector"),
            Result = input.Names.Contains("result") ? input.Text("result") : defaults.Result,
            AgeSeconds = input.OptionalNumber("ageSeconds"),
            SpacingSeconds = input.Number("spacingSeconds", defaults.SpacingSeconds),
            Creator = input.Text("creator"),
            Trigger = input.Text("trigger", defaults.Trigger),
            RawTarget = input.Object("rawTarget"),
            RawState = input.Object("rawState"),
        };
        var builds = new JsonArray();
        foreach (int build in request.State.AddRuns(request["workspace"], request["repo"], history))
        {
            builds.Add((JsonNode?)JsonValue.Create(build));
        }

        return EmulatorResponse.Ok(new JsonObject { ["buildNumbers"] = builds });
    }

    private static int Build(EmulatorRequest request) =>
        int.TryParse(request["build"], NumberStyles.None, CultureInfo.InvariantCulture, out int build)
            ? build
            : throw new ControlException($"'{request["build"]}' is not a build number");

    private static JsonObject Describe(RunSnapshot run) => new()
    {
        ["buildNumber"] = run.BuildNumber,
        ["uuid"] = run.Uuid,
        ["state"] = run.State,
        ["stage"] = run.Stage,
        ["result"] = run.Result,
        ["createdOn"] = Timestamps.Nine(run.CreatedOn),
        ["stopRequested"] = run.StopRequestedAt is not null,
        ["variables"] = JsonList.Of(run.Variables.Select(variable => (JsonNode)new JsonObject
        {
            ["key"] = variable.Key,
            ["value"] = variable.Value,
            ["secured"] = variable.Secured,
        })),
        ["steps"] = JsonList.Of(run.Steps.Select(step => (JsonNode)new JsonObject
        {
            ["uuid"] = step.Uuid,
            ["name"] = step.Name,
            ["state"] = step.State,
            ["stage"] = step.Stage,
            ["result"] = step.Result,
            ["serviceLogs"] = Services(step),
        })),
    };

    private static JsonObject Services(StepSnapshot step)
    {
        var json = new JsonObject();
        foreach ((string name, string uuid) in step.ServiceLogs)
        {
            json[name] = uuid;
        }

        return json;
    }
}
