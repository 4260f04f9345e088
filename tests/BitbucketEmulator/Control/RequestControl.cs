using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>What came in so far.</summary>
internal static class RequestControl
{
    public static void Register(ControlServer server)
    {
        server.Add("GET", "requests", request => ApiResponse.Ok(JsonList.Of(request.State.Requests.Select(Describe))));
        server.Add("DELETE", "requests", request =>
        {
            request.State.ClearRequests();
            return ApiResponse.Empty(204);
        });
        server.Add("GET", "inflight", request => ApiResponse.Ok(JsonValue.Create(request.State.InFlight)));
    }

    private static JsonObject Describe(RecordedRequest request)
    {
        var headers = new JsonObject();
        foreach ((string name, string value) in request.Headers)
        {
            headers[name] = value;
        }

        return new JsonObject
        {
            ["n"] = request.Number,
            ["port"] = request.Port,
            ["method"] = request.Method,
            ["pathAndQuery"] = request.PathAndQuery,
            ["authorization"] = request.AuthorizationScheme,
            ["status"] = request.Status,
            ["headers"] = headers,
            ["body"] = request.Body,
            ["atSeconds"] = request.AtSeconds,
            ["aborted"] = request.Aborted,
        };
    }
}
