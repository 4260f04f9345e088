using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Runners of repositories and workspaces from the inside, with their secrets.</summary>
internal static class RunnerControl
{
    private static readonly string[] s_statuses = ["UNREGISTERED", "ONLINE", "OFFLINE", "DISABLED", "ENABLED", "UNHEALTHY"];

    public static void Register(ControlServer server)
    {
        foreach (string owner in new[] { "runners/{workspace}", "runners/{workspace}/{repo}" })
        {
            server.Add("GET", owner, Show);
            server.Add("POST", owner, Add);
            server.Add("PATCH", owner, SetStatus);
        }
    }

    private static EmulatorResponse Show(EmulatorRequest request) => EmulatorResponse.Ok(JsonList.Of(
        request.State.Settings.RunnersOf(request["workspace"], Repository(request)).Select(runner => (JsonNode)new JsonObject
        {
            ["uuid"] = runner.Uuid,
            ["name"] = runner.Name,
            ["labels"] = JsonList.Of(runner.Labels),
            ["status"] = runner.Status,
            ["version"] = runner.Version,
            ["clientId"] = runner.ClientId,
            ["secret"] = runner.ClientSecret,
        })));

    private static EmulatorResponse Add(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        string uuid = request.State.Settings.AddRunner(
            request["workspace"],
            Repository(request),
            input.Required("name"),
            input.Texts("labels") ?? ["self.hosted", "linux"],
            Status(input, "ONLINE"),
            input.Text("version"));
        return EmulatorResponse.Ok(new JsonObject { ["uuid"] = uuid });
    }

    private static EmulatorResponse SetStatus(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        request.State.Settings.SetRunnerStatus(
            request["workspace"], Repository(request), input.Required("uuid"), Status(input, null), input.Text("version"));
        return EmulatorResponse.Empty(204);
    }

    private static string Status(JsonInput input, string? fallback) => (input.Text("status") ?? fallback) switch
    {
        { } status when s_statuses.Contains(status) => status,
        _ => throw input.Wrong("status", "one of " + string.Join(", ", s_statuses)),
    };

    private static string? Repository(EmulatorRequest request) => request.Holes.GetValueOrDefault("repo");
}
