using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Misbehaviour on demand.</summary>
internal static class FaultControl
{
    public static void Register(ControlServer server)
    {
        server.Add("POST", "faults", AddFault);
        server.Add("DELETE", "faults", request =>
        {
            request.State.ClearFaults();
            return EmulatorResponse.Empty(204);
        });
    }

    private static EmulatorResponse AddFault(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        Fault preset = input.Text("preset") is { } name ? FaultPresets.Get(name) : new Fault();
        var fault = new Fault
        {
            Method = input.Text("method"),
            Path = input.Text("path"),
            Port = input.Text("port") switch
            {
                null or "api" => "api",
                "storage" => "storage",
                _ => throw input.Wrong("port", "api or storage"),
            },
            Skip = input.Integer("skip", 0),
            Times = input.Integer("times", 1),
            Status = Status(input) ?? preset.Status,
            Headers = Headers(input, preset),
            ContentType = input.Text("contentType") ?? preset.ContentType,
            Body = input.Node("body") is JsonObject or JsonArray ? input.Node("body")!.ToJsonString() : input.Text("body") ?? preset.Body,
            DelaySeconds = input.Number("delaySeconds", 0),
            Reset = input.Flag("reset"),
            ResetAfterHandling = input.Flag("resetAfterHandling"),
            AfterHandling = input.Flag("afterHandling"),
            TruncateAfterBytes = input.OptionalInteger("truncateAfterBytes"),
            StallAfterBytes = input.OptionalInteger("stallAfterBytes"),
        };
        request.State.AddFault(fault);
        return EmulatorResponse.Empty(204);
    }

    private static int? Status(JsonInput input) => input.OptionalInteger("status") switch
    {
        null => null,
        { } status when status is >= 200 and <= 599 => status,
        _ => throw input.Wrong("status", "from 200 to 599"),
    };

    private static Dictionary<string, string> Headers(JsonInput input, Fault preset)
    {
        var headers = new Dictionary<string, string>(preset.Headers, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, JsonNode? value) in input.Object("headers") ?? [])
        {
            headers[name] = value?.ToString() ?? "";
        }

        return headers;
    }
}
