using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>How a step looks (sections 1.3 and 6, fixtures).</summary>
internal static class StepJson
{
    public static JsonObject ToJson(PipelineRun run, StepSnapshot step, DateTimeOffset now)
    {
        int seconds = (int)step.SecondsAt(now);
        string trigger = step.Script.Trigger ?? (step.Script.Manual ? "manual" : "automatic");
        var json = new JsonObject
        {
            ["type"] = "pipeline_step",
            ["uuid"] = step.Uuid,
            ["name"] = step.Name,
            ["run_number"] = step.Script.RunNumber,
            ["pipeline"] = new JsonObject { ["type"] = "pipeline", ["uuid"] = run.Uuid },
            ["setup_commands"] = Setup(run),
            ["script_commands"] = JsonList.Of(step.Script.Commands.Select(command => Command(command))),
            ["teardown_commands"] = Teardown(),
            ["image"] = new JsonObject { ["name"] = step.Script.Image },
            ["maxTime"] = step.Script.MaxTime,
            ["build_seconds_used"] = seconds,
            ["trigger"] = new JsonObject { ["type"] = "pipeline_step_trigger_" + trigger },
            ["state"] = State(step),
        };
        if (step.StartedOn is { } started)
        {
            json["started_on"] = Timestamps.Nine(started);
        }

        // As recorded: a pending step has no duration, a NOT_RUN one has 0 and started_on == completed_on.
        if (step.CompletedOn is { } completed)
        {
            json["completed_on"] = Timestamps.Nine(completed);
            json["duration_in_seconds"] = seconds;
        }

        return json;
    }

    private static JsonObject State(StepSnapshot step)
    {
        string type = "pipeline_step_state_" + step.State.ToLowerInvariant();
        var json = new JsonObject { ["name"] = step.State, ["type"] = type };
        if (step.Stage is not null)
        {
            json["stage"] = new JsonObject { ["name"] = step.Stage, ["type"] = $"{type}_{step.Stage.ToLowerInvariant()}" };
        }

        if (step.Result is not null)
        {
            RunError? error = step.Result == "ERROR" ? step.Script.Error : null;
            json["result"] = PipelineJson.Result(type, step.Result, error, "pipeline_step_error");
        }

        return json;
    }

    private static JsonArray Setup(PipelineRun run) => JsonList.Of(new[]
    {
        "umask 000",
        "retry 6 git clone --depth 50 https://x-token-auth:{access_token}@git-backend/$BITBUCKET_REPO_FULL_NAME.git $BUILD_DIR",
        $"git reset --hard {run.Target.CommitHash}",
    }.Select(command => Command(command)));

    private static JsonArray Teardown() => JsonList.Of(
    [
        Command("echo \"Uploading metrics\"", "Upload Metrics", "UPLOAD_METRICS"),
        Command("echo \"Processing test reports\"", "Process Test Reports", "PROCESS_TEST_REPORTS"),
    ]);

    private static JsonObject Command(string command, string? name = null, string? action = null)
    {
        var json = new JsonObject
        {
            ["commandType"] = action is null ? "user" : "system",
            ["name"] = name ?? command,
            ["command"] = command,
        };
        if (action is not null)
        {
            json["action"] = action;
        }

        return json;
    }
}
