using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Whether Pipelines is on, and the next build number (sections 2.10 and 2.13).</summary>
internal static class PipelinesConfigEndpoint
{
    private const string Path = Lookup.RepositoryPath + "/pipelines_config";

    public static void Register(Router router)
    {
        router.Get(Path, ScopeRule.AdminRepository, GetConfig);
        router.Put(Path, ScopeRule.AdminRepository, SetConfig);

        // There is no GET of the build number.
        router.Put(Path + "/build_number", ScopeRule.AdminPipeline, SetBuildNumber);
    }

    private static EmulatorResponse GetConfig(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.EnabledRepository(request);
        return EmulatorResponse.Ok(ToJson(request, repository));
    }

    private static EmulatorResponse SetConfig(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        bool enabled = JsonBody.Flag(JsonBody.Read(request), "enabled") ?? throw ApiErrors.InvalidProperties();

        // "Never enabled" ends only with the first time.
        repository.Settings.Enabled = enabled ? true : repository.Settings.Enabled is null ? null : false;
        return EmulatorResponse.Ok(ToJson(request, repository));
    }

    /// <summary>Strictly higher than the latest, and never lowered again.</summary>
    private static EmulatorResponse SetBuildNumber(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        JsonNode? node = JsonBody.Read(request)["next"];
        if (node is null)
        {
            throw ApiErrors.InvalidProperties();
        }

        if (node is not JsonValue value || !value.TryGetValue(out long next))
        {
            throw ApiErrors.InvalidField();
        }

        if (next < repository.NextBuildNumber || next > int.MaxValue)
        {
            throw ApiErrors.InvalidProperties();
        }

        repository.NextBuildNumber = (int)next;
        return EmulatorResponse.Ok(new JsonObject { ["type"] = "pipeline_build_number", ["next"] = next });
    }

    private static JsonObject ToJson(EmulatorRequest request, EmulatedRepository repository) => new()
    {
        ["type"] = "pipelines_config",
        ["enabled"] = repository.Settings.Enabled ?? false,
        ["repository"] = CoreJson.RepositoryStub(request.State, repository),
    };
}
