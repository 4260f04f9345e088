using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Deployment environments, with the twelve fields that come back where the schema has two.</summary>
internal static class EnvironmentEndpoint
{
    private const string ListPath = Lookup.RepositoryPath + "/environments";
    private const string Path = ListPath + "/{environment_uuid}";
    private const string ValidationError = "deploy-service.request.validation-error";
    private const string ChangeNotSupported = "deploy-service.environment.change-not-supported";

    public static void Register(Router router)
    {
        router.Get(ListPath, ScopeRule.ReadPipeline, List);
        router.Post(ListPath, ScopeRule.AdminEnvironment, Create);
        router.Get(Path, ScopeRule.ReadPipeline, GetOne);
        router.Delete(Path, ScopeRule.AdminEnvironment, Remove);
        router.Post(Path + "/changes", ScopeRule.AdminEnvironment, Change);
    }

    private static EmulatorResponse List(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        return Paging.Service(
            request, [.. repository.Environments.Where(e => request.Now >= e.ListedFrom)], environment => ToJson(repository, environment));
    }

    private static EmulatorResponse GetOne(EmulatorRequest request) =>
        EmulatorResponse.Ok(ToJson(Lookup.Repository(request), Lookup.Environment(request)));

    private static EmulatorResponse Create(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        JsonObject body = JsonBody.Read(request);

        // Only an object will do: its name as a text gives the same 400, which has no detail.
        if (body["environment_type"] is not JsonObject type || JsonBody.Text(type, "name") is not { } typeName)
        {
            throw Required("environment_type");
        }

        if (JsonBody.Text(body, "name") is not { Length: > 0 } name)
        {
            throw Required("name");
        }

        if (!EmulatedEnvironment.KnownTypes.Contains(typeName))
        {
            throw ApiErrors.Service(400, $"Unknown environment type {typeName}", ValidationError);
        }

        CheckName(repository, name, self: null);
        var environment = new EmulatedEnvironment(repository, request.State.World.Uuids.Next(), name, typeName)
        {
            ListedFrom = request.State.Behavior.NewItemListLag > 0
                ? request.Now.AddSeconds(request.State.Behavior.NewItemListLag)
                : DateTimeOffset.MinValue,
        };
        repository.Environments.Add(environment);
        return EmulatorResponse.Created(request, environment.Uuid, ToJson(repository, environment));
    }

    private static EmulatorResponse Remove(EmulatorRequest request)
    {
        EmulatedEnvironment environment = Lookup.Environment(request);
        Lookup.Repository(request).Environments.Remove(environment);
        return EmulatorResponse.Empty(204);
    }

    /// <summary>202 with an empty body; only the name and <c>restrictions.admin_only</c> can be changed.</summary>
    private static EmulatorResponse Change(EmulatorRequest request)
    {
        EmulatedEnvironment environment = Lookup.Environment(request);
        if (JsonBody.Read(request)["change"] is not JsonObject change)
        {
            throw ApiErrors.Service(400, "The request is not valid.", ValidationError);
        }

        var restrictions = change["restrictions"] as JsonObject;
        bool? adminOnly = restrictions is null ? null : JsonBody.Flag(restrictions, "admin_only");
        bool supported = change.Count > 0 && change.All(item => item.Key is "name" or "restrictions" or "type")
            && (restrictions is null ? change["restrictions"] is null : adminOnly is not null);
        if (!supported)
        {
            throw ApiErrors.Service(400, "The change is not supported.", ChangeNotSupported);
        }

        string name = JsonBody.Text(change, "name") ?? environment.Name;
        CheckName(Lookup.Repository(request), name, environment);
        environment.Rename(name);
        environment.AdminOnly = adminOnly ?? environment.AdminOnly;
        return EmulatorResponse.Empty(202);
    }

    private static void CheckName(EmulatedRepository repository, string name, EmulatedEnvironment? self)
    {
        EmulatedEnvironment? same = repository.FindEnvironment(name);
        if (same is not null && same != self)
        {
            throw ApiErrors.Service(409, $"An environment with the name {name} already exists.");
        }
    }

    private static ApiErrorException Required(string property) => new(EmulatorResponse.FromJson(400, new JsonObject
    {
        ["error"] = new JsonObject { ["message"] = $"Property {property} is required." },
    }));

    private static JsonObject ToJson(EmulatedRepository repository, EmulatedEnvironment environment) => new()
    {
        ["type"] = "deployment_environment",
        ["uuid"] = environment.Uuid,
        ["name"] = environment.Name,
        ["slug"] = environment.Slug,
        ["rank"] = repository.Environments.IndexOf(environment),
        ["hidden"] = false,
        ["environment_type"] = new JsonObject
        {
            ["type"] = "deployment_environment_type",
            ["name"] = environment.Type,
            ["rank"] = environment.TypeRank,
        },
        ["category"] = new JsonObject { ["name"] = environment.Type.ToUpperInvariant() },
        ["deployment_gate_enabled"] = false,
        ["environment_lock_enabled"] = true,
        ["lock"] = new JsonObject
        {
            ["type"] = "deployment_environment_lock_open",
            ["name"] = "OPEN",

            // Recorded only as "[Object]".
            ["lock_opener"] = new JsonObject { ["type"] = "deployment_environment_lock_opener" },
        },
        ["restrictions"] = new JsonObject { ["type"] = "deployment_restrictions_configuration", ["admin_only"] = environment.AdminOnly },
        ["change_request_config"] = new JsonObject { ["configured"] = false },
    };
}
