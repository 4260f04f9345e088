using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>What came in so far.</summary>
internal static class RequestControl
{
    public static void Register(ControlServer server)
    {
        server.Add("GET", "requests", request => EmulatorResponse.Ok(JsonList.Of(Matching(request).Select(Describe))));
        server.Add("GET", "requests/count", request => EmulatorResponse.Ok(JsonValue.Create(Matching(request).Count())));
        server.Add("DELETE", "requests", request =>
        {
            request.State.ClearRequests();
            return EmulatorResponse.Empty(204);
        });
        server.Add("GET", "inflight", request => EmulatorResponse.Ok(JsonValue.Create(request.State.InFlight)));
        server.Add("GET", "inflight/most", request => EmulatorResponse.Ok(JsonValue.Create(request.State.MostInFlight)));
    }

    /// <summary>
    /// All, or those that <c>method</c>, <c>port</c> and <c>path</c> of the query name; <c>*</c> and <c>?</c> stand for anything.
    /// </summary>
    private static IEnumerable<RecordedRequest> Matching(EmulatorRequest request)
    {
        bool Fits(string name, string text) =>
            request.Query.First(name) is not { } pattern || FileSystemName.MatchesSimpleExpression(pattern, text);
        return request.State.Requests.Where(r => Fits("method", r.Method) && Fits("port", r.Port) && Fits("path", r.PathAndQuery));
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
