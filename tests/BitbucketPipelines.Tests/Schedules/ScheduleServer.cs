using System.Text.Json;
using System.Text.Json.Nodes;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>A server of schedules that behaves like Bitbucket. Requests can be made to fail, and the history of states is kept.</summary>
internal sealed class ScheduleServer
{
    private readonly Dictionary<int, string> _faults = [];
    private int _requests;
    private int _made;
    private string? _forEver;
    private int _from;

    public ScheduleServer(TestApi api)
    {
        const string Path = "repositories/team/app/pipelines_config/schedules";
        foreach ((string method, string path) in (
            ReadOnlySpan<(string, string)>)[("GET", Path), ("POST", Path), ("PUT", Path + "/.*"), ("DELETE", Path + "/.*")])
        {
            api.Stub.Always(method, path, (request, token) => AnswerTo(request)(request, token));
        }
    }

    public List<JsonObject> Schedules { get; } = [];

    /// <summary>The number of enabled schedules and of all schedules after each request.</summary>
    public List<(int Enabled, int All)> History { get; } = [];

    public int Posts { get; private set; }

    public int Requests => _requests;

    public JsonObject Add(string cron, bool enabled)
    {
        var schedule = new JsonObject
        {
            ["uuid"] = $"{{{++_made:x8}-0000-0000-0000-000000000000}}",
            ["enabled"] = enabled,
            ["cron_pattern"] = cron,
            ["target"] = new JsonObject { ["type"] = "pipeline_ref_target", ["ref_type"] = "branch", ["ref_name"] = "main",
            ["selector"] = new JsonObject { ["type"] = "branches", ["pattern"] = "main" } },
        };
        Schedules.Add(schedule);
        return schedule;
    }

    /// <summary>
    /// Makes the request with a number (the first is 1) fail: "refused" (403), "dropped" (not handled), "lost" (handled, but the
    /// response is lost), "error afterwards" (handled, then 500), "nothing" (handled, the response is an empty object), "page" (not
    /// handled), "unreachable", "limit" (401), "token" (401).
    /// </summary>
    public void Fail(int request, string how) => _faults[request] = how;

    /// <summary>Makes the request with a number and all later ones fail.</summary>
    public void FailFrom(int request, string how) => (_from, _forEver) = (request, how);

    private Respond AnswerTo(StubRequest request)
    {
        int number = ++_requests;
        string? fault = _faults.GetValueOrDefault(number) ?? (_forEver is not null && number >= _from ? _forEver : null);
        if (request.Method == "POST")
        {
            Posts++;
        }

        Respond answer = fault switch
        {
            "refused" => Answer.Error(403, "No."),
            "dropped" => Answer.Broken,
            "limit" => Answer.Error(401, "Unauthorized", "The maximum limit of schedules for this repository was reached."),
            "token" => Answer.Error(401, "Token is invalid, expired, or not supported for this endpoint."),
            "silent" => Answer.Empty(401),
            "lost" => Lost(request, Answer.Broken),
            "error afterwards" => Lost(request, Answer.Error(500, "Something went wrong")),
            "nothing" => Lost(request, Answer.Json("{}")),
            "page" => Answer.Text("<html>Sign in</html>", "text/html"),
            "unreachable" => Answer.Refused,
            _ => Handle(request),
        };
        History.Add((Schedules.Count(s => s["enabled"]!.GetValue<bool>()), Schedules.Count));
        return answer;
    }

    private Respond Lost(StubRequest request, Respond answer)
    {
        _ = Handle(request);
        return answer;
    }

    private Respond Handle(StubRequest request)
    {
        string uuid = Uri.UnescapeDataString(request.Path.Split('/')[^1]);
        JsonObject? found = Schedules.Find(s => s["uuid"]!.GetValue<string>() == uuid);
        switch (request.Method)
        {
            case "GET":
                return Answer.Json(JsonSerializer.Serialize(new { size = Schedules.Count, pagelen = 100, values = Schedules }));
            case "POST":
                JsonNode body = JsonNode.Parse(request.Body!)!;
                JsonObject made = Add(body["cron_pattern"]!.GetValue<string>(), true);
                made["target"] = body["target"]!.DeepClone();
                return Answer.Json(made.ToJsonString(), 201);
            case "PUT" when found is not null:
                found["enabled"] = JsonNode.Parse(request.Body!)!["enabled"]!.GetValue<bool>();
                return Answer.Json(found.ToJsonString());
            case "DELETE" when found is not null:
                Schedules.Remove(found);
                return Answer.Empty(204);
            default:
                return Answer.Error(404, "Not found");
        }
    }
}
