using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>The body of a trigger, read and checked.</summary>
internal sealed record TriggerBody(EmulatedTarget Target, Selector Selector, IReadOnlyList<EmulatedRunVariable> Variables)
{
    public static TriggerBody Read(EmulatorRequest request, EmulatedRepository repository)
    {
        bool onDemand = request.Header("Content-Type")?.StartsWith("application/yaml", StringComparison.OrdinalIgnoreCase) == true;
        JsonObject body = onDemand ? OnDemandYaml.ToBody(request.Query) : JsonBody.Read(request);
        if (body["target"] is not JsonObject json)
        {
            throw body["target"] is null ? ApiErrors.InvalidProperties() : ApiErrors.InvalidField();
        }

        Selector? selector = PipelineTargets.ReadSelector(json);
        EmulatedTarget target = PipelineTargets.Read(json, repository);
        IReadOnlyList<EmulatedRunVariable> variables = ReadVariables(body["variables"]);
        selector ??= repository.Scripts.Resolve(target);

        // A pipeline in the body itself may be called as it likes; one of the repository must be there.
        bool mustExist = !onDemand && selector.Type is "custom" or "pull-requests";
        return mustExist && repository.Scripts[selector] is null
            ? throw ApiErrors.Service(400, "Requested selector is not found in bitbucket-pipelines.yml.")
            : new TriggerBody(target, selector, variables);
    }

    private static List<EmulatedRunVariable> ReadVariables(JsonNode? node)
    {
        var variables = new List<EmulatedRunVariable>();
        if (node is null)
        {
            return variables;
        }

        foreach (JsonNode? item in node as JsonArray ?? throw ApiErrors.InvalidField())
        {
            JsonObject json = item as JsonObject ?? throw ApiErrors.InvalidField();
            if (JsonBody.Text(json, "key") is not { Length: > 0 } key)
            {
                throw ApiErrors.InvalidProperties();
            }

            variables.Add(new EmulatedRunVariable(key, JsonBody.Text(json, "value") ?? "", JsonBody.Flag(json, "secured") ?? false));
        }

        return variables;
    }
}
