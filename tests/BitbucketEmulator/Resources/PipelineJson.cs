using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>How a run looks.</summary>
internal static class PipelineJson
{
    /// <summary>With <paramref name="created"/> the answer to the POST: PARSING and no selector yet, always.</summary>
    public static JsonObject ToJson(EmulatorState state, PipelineRun run, DateTimeOffset now, bool created = false)
    {
        RunSnapshot snapshot = RunTimeline.At(run, now);
        bool parsing = created || snapshot.IsParsing;
        string path = $"repositories/{run.Repository.FullName}/pipelines/{Uri.EscapeDataString(run.Uuid)}";
        int seconds = (int)snapshot.Steps.Sum(step => step.SecondsAt(now));
        var json = new JsonObject
        {
            ["type"] = "pipeline",
            ["uuid"] = run.Uuid,
            ["build_number"] = run.BuildNumber,
            ["run_number"] = 1,
            ["creator"] = CoreJson.User(state, run.Creator),
            ["repository"] = CoreJson.RepositoryStub(state, run.Repository),
            ["target"] = run.RawTarget?.DeepClone() ?? Target(state, run, parsing),
            ["trigger"] = Trigger(run.Trigger),
            ["state"] = run.RawState?.DeepClone() ?? (parsing ? Parsing() : State(snapshot)),
            ["created_on"] = Timestamps.Nine(run.CreatedOn),
            ["duration_in_seconds"] = seconds,
            ["build_seconds_used"] = seconds,
            ["first_successful"] = false,
            ["expired"] = false,
            ["has_variables"] = false,
            ["labels"] = new JsonObject(),
            ["configuration_sources"] = Sources(state, run),
            ["links"] = new JsonObject { ["self"] = Self(state, run, path), ["steps"] = CoreJson.Link(state, path + "/steps/") },
        };
        if (snapshot.CompletedOn is { } completed)
        {
            json["completed_on"] = Timestamps.Nine(completed);
        }

        return json;
    }

    private static JsonObject Parsing() => Staged("PARSING", "parsing", "PARSING");

    private static JsonObject State(RunSnapshot run)
    {
        if (run.Result is null)
        {
            return Staged(run.State, run.State == "IN_PROGRESS" ? "in_progress" : "pending", run.Stage!);
        }

        string type = "pipeline_state_completed";
        JsonObject result = Result(type, run.Result, run.Error, "pipeline_error");
        return new JsonObject { ["name"] = "COMPLETED", ["type"] = type, ["result"] = result };
    }

    private static JsonObject Staged(string name, string word, string stage) => new()
    {
        ["name"] = name,
        ["type"] = "pipeline_state_" + word,
        ["stage"] = new JsonObject { ["name"] = stage, ["type"] = $"pipeline_state_{word}_{stage.ToLowerInvariant()}" },
    };

    public static JsonObject Result(string type, string result, RunError? error, string errorType)
    {
        var json = new JsonObject { ["name"] = result, ["type"] = $"{type}_{result.ToLowerInvariant()}" };
        if (error is not null)
        {
            json["error"] = new JsonObject { ["type"] = errorType, ["key"] = error.Key, ["message"] = error.Message };
        }

        return json;
    }

    private static JsonObject Target(EmulatorState state, PipelineRun run, bool parsing)
    {
        EmulatedTarget target = run.Target;
        var json = new JsonObject { ["type"] = target.Type };
        if (target.RefName is not null)
        {
            json["ref_type"] = target.RefType;
            json["ref_name"] = target.RefName;
        }

        if (target.Pull is { } pull)
        {
            json["source"] = target.Source;
            json["destination"] = target.Destination;
            json["destination_commit"] = CoreJson.Commit(state, run.Repository, target.DestinationCommit!);
            json["pullrequest"] = PullRequestEndpoint.Stub(state, run.Repository, pull);
        }

        json["commit"] = CoreJson.Commit(state, run.Repository, target.CommitHash);
        json["selector"] = parsing ? null : run.Selector.ToJson();
        return json;
    }

    private static JsonObject Trigger(string name) => new()
    {
        ["type"] = "pipeline_trigger_" + name.ToLowerInvariant(),
        ["name"] = name,
    };

    private static JsonArray Sources(EmulatorState state, PipelineRun run) => JsonList.Of([(JsonNode)new JsonObject
    {
        ["source"] = run.Repository.Uuid,
        ["uri"] = $"{state.ApiUri}repositories/{run.Repository.FullName}/src/{run.Target.CommitHash}/bitbucket-pipelines.yml",
    }]);

    /// <summary>The internal host is what was recorded in 2023: nobody may ever follow it.</summary>
    private static JsonObject Self(EmulatorState state, PipelineRun run, string path) => state.Behavior.InternalLinks
        ? new JsonObject
        {
            ["href"] = "http://bitbucket-pipelines.prod.public.atl-paas.net//rest/1.0/accounts/"
                + $"{run.Repository.Workspace.Uuid}/repositories/{run.Repository.Uuid}/pipelines/{run.Uuid}",
        }
        : CoreJson.Link(state, path);
}
