using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>The body of a trigger, read and checked.</summary>
internal sealed record TriggerBody(
    EmulatedTarget Target, Selector Selector, RunScript Script, IReadOnlyList<EmulatedRunVariable> Variables)
{
    private const string NoDefinition = "No matching pipeline definition found.";

    public static TriggerBody Read(EmulatorRequest request, EmulatedRepository repository)
    {
        string type = request.Header("Content-Type")?.Split(';')[0].Trim().ToLowerInvariant() ?? "application/json";
        bool onDemand = type == "application/yaml";
        if (!onDemand && type != "application/json")
        {
            throw ApiErrors.Core(415, "Unsupported media type");
        }

        JsonObject body = onDemand ? OnDemandYaml.ToBody(request.Query) : JsonBody.Read(request);
        if (body["target"] is not JsonObject json)
        {
            throw body["target"] is null ? ApiErrors.InvalidProperties() : ApiErrors.InvalidField();
        }

        Selector? selector = PipelineTargets.ReadSelector(json);
        EmulatedTarget target = PipelineTargets.Read(json, repository);
        IReadOnlyList<EmulatedRunVariable> variables = ReadVariables(body["variables"]);
        ScriptBook scripts = onDemand ? OnDemandScripts.Read(request.BodyText) : repository.Scripts;
        selector ??= scripts.Resolve(target);
        if (onDemand)
        {
            RequireWritePermission(target, repository);
        }

        if (selector.Type is "custom" or "pull-requests" && scripts[selector] is null)
        {
            throw ApiErrors.Service(400, "Requested selector is not found in bitbucket-pipelines.yml.");
        }

        return onDemand ? OnDemand(request, repository, new TriggerBody(target, selector, scripts.Find(selector), variables), scripts)
            : new TriggerBody(target, selector, scripts.Find(selector), variables);
    }

    /// <summary>
    /// What is different about YAML that comes with the request: without a definition for the target there is no run. In a repository
    /// without a file, merged defaults are accepted, and the run ends without a definition.
    /// </summary>
    private static TriggerBody OnDemand(EmulatorRequest request, EmulatedRepository repository, TriggerBody body, ScriptBook scripts)
    {
        bool merges = string.Equals(request.Query.First("merge_defaults"), "true", StringComparison.OrdinalIgnoreCase);
        if (scripts[body.Selector] is null && scripts[Selector.Default] is null)
        {
            throw ApiErrors.Service(400, NoDefinition);
        }

        if (request.Query.First("target_branch_to_create") is { Length: > 0 } branch)
        {
            body = body with { Target = CreateBranch(repository, body.Target, branch) };
        }

        return merges && repository.Scripts.IsEmpty
            ? body with { Script = new RunScript { Error = new RunError("pipeline.definition.not-found", NoDefinition) } } : body;
    }

    private static void RequireWritePermission(EmulatedTarget target, EmulatedRepository repository)
    {
        string? branch = target.IsBranch ? target.RefName : target.Source;
        if (branch is not null && repository.RestrictedBranches.Contains(branch))
        {
            throw ApiErrors.Core(403, $"You do not have write permission to branch {branch}.");
        }
    }

    private static EmulatedTarget CreateBranch(EmulatedRepository repository, EmulatedTarget target, string branch)
    {
        if (repository.FindBranch(branch) is not null || !(target.IsBranch || target.Type == EmulatedTarget.Commit))
        {
            throw ApiErrors.Service(400, $"Branch {branch} cannot be created");
        }

        repository.Branches.Add(new GitRef(branch, target.CommitHash));
        return new EmulatedTarget(EmulatedTarget.Ref, target.CommitHash) { RefType = "branch", RefName = branch };
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
