using System.Globalization;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Variables from the inside, with the secured values, and what clients wrote.</summary>
internal static class VariableControl
{
    public static void Register(ControlServer server)
    {
        server.Add("GET", "variables/{*scope}", request =>
            EmulatorResponse.Ok(JsonList.Of(request.State.Variables.Get(request["scope"]).Select(Describe))));
        server.Add("PUT", "variables/{*scope}", request =>
        {
            request.State.Variables.Replace(request["scope"], Read(JsonInput.FromBody(request)));
            return EmulatorResponse.Empty(204);
        });
        server.Add("POST", "variables/{*scope}", Set);
        server.Add("DELETE", "variables/{*scope}", Remove);
        server.Add("GET", "variable-writes", request => EmulatorResponse.Ok(JsonList.Of(request.State.Variables.Writes.Select(Describe))));
        server.Add("DELETE", "variable-writes", request =>
        {
            request.State.Variables.ClearWrites();
            return EmulatorResponse.Empty(204);
        });
    }

    private static EmulatorResponse Set(EmulatorRequest request)
    {
        var uuids = new JsonObject();
        foreach (EmulatedVariable variable in Read(JsonInput.FromBody(request)))
        {
            uuids[variable.Key] = request.State.Variables.Set(request["scope"], variable.Key, variable.Value, variable.Secured);
        }

        return EmulatorResponse.Ok(new JsonObject { ["uuids"] = uuids });
    }

    /// <summary>With <c>?key=</c> one, without it all.</summary>
    private static EmulatorResponse Remove(EmulatorRequest request)
    {
        if (request.Query.First("key") is not { } key)
        {
            request.State.Variables.Replace(request["scope"], []);
        }
        else if (!request.State.Variables.Remove(request["scope"], key))
        {
            throw new ControlException($"there is no variable '{key}'");
        }

        return EmulatorResponse.Empty(204);
    }

    /// <summary>One (with <c>count</c> many: <c>KEY_001</c>, ..) or a list.</summary>
    private static List<EmulatedVariable> Read(JsonInput input)
    {
        if (input.Has("variables"))
        {
            return [.. input.Inputs("variables").Select(ReadOne)];
        }

        if (!input.Has("key"))
        {
            throw input.Wrong("variables", "a list, or 'key' given");
        }

        EmulatedVariable one = ReadOne(input);
        return input.OptionalInteger("count") is { } count
            ? [.. Enumerable.Range(1, count)
            .Select(i => one with { Key = string.Create(CultureInfo.InvariantCulture, $"{one.Key}_{i:000}") })]
            : [one];
    }

    private static EmulatedVariable ReadOne(JsonInput input) =>
        new(input.Text("key") ?? throw input.Wrong("key", "given"), input.Text("value", ""), input.Flag("secured"));

    private static JsonObject Describe(EmulatedVariable variable) => new()
    {
        ["uuid"] = variable.Uuid,
        ["key"] = variable.Key,
        ["value"] = variable.Value,
        ["secured"] = variable.Secured,
    };

    private static JsonObject Describe(EmulatedVariableWrite write) => new()
    {
        ["n"] = write.Number,
        ["scope"] = write.Scope,
        ["action"] = write.Action,
        ["key"] = write.Variable.Key,
        ["value"] = write.Variable.Value,
        ["secured"] = write.Variable.Secured,
        ["uuid"] = write.Variable.Uuid,
        ["status"] = write.Status,
        ["atSeconds"] = write.AtSeconds,
    };
}
