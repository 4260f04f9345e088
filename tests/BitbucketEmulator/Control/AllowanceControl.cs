using System.Text;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>The limit of requests.</summary>
internal static class AllowanceControl
{
    public static void Register(ControlServer server)
    {
        server.Add("GET", "allowance", request => EmulatorResponse.Ok(Describe(request)));
        server.Add("PUT", "allowance", Set);
        server.Add("POST", "allowance", Use);
        server.Add("DELETE", "allowance", request =>
        {
            request.State.Allowance = null;
            return EmulatorResponse.Empty(204);
        });
    }

    private static EmulatorResponse Set(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        int limit = input.OptionalInteger("limit") ?? throw input.Wrong("limit", "a whole number");
        double window = input.Number("windowSeconds", 3600);
        if (window <= 0)
        {
            throw input.Wrong("windowSeconds", "more than 0");
        }

        request.State.Allowance = new RequestAllowance(
            limit, TimeSpan.FromSeconds(window), input.Flag("rolls", fallback: true), input.Flag("headers"), request.Now);
        return EmulatorResponse.Ok(Describe(request));
    }

    private static EmulatorResponse Use(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        RequestAllowance allowance = request.State.Allowance ?? throw new ControlException("there is no allowance; PUT one first");
        string account = input.Required("account");
        string header = account.Contains(':', StringComparison.Ordinal)
            ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(account))
            : "Bearer " + account;
        allowance.Use(header, input.OptionalInteger("use") ?? throw input.Wrong("use", "a whole number"), request.Now);
        return EmulatorResponse.Ok(Describe(request));
    }

    private static JsonObject Describe(EmulatorRequest request) => request.State.Allowance is not { } allowance
        ? new JsonObject { ["limit"] = null }
        : new JsonObject
        {
            ["limit"] = allowance.Limit,
            ["windowSeconds"] = allowance.Window.TotalSeconds,
            ["rolls"] = allowance.Rolls,
            ["headers"] = allowance.Headers,
            ["used"] = allowance.Used(request.Now),
            ["refused"] = allowance.Refused,
        };
}
