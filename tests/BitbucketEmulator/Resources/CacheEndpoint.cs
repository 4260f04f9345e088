using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Caches: a deletion is always 204, by name it takes every version, the content is on the storage port.</summary>
internal static class CacheEndpoint
{
    private const string ListPath = Lookup.RepositoryPath + "/pipelines-config/caches";
    private const string Path = ListPath + "/{cache_uuid}";

    public static void Register(Router router)
    {
        router.Get(ListPath, ScopeRule.ReadPipeline, request => Paging.Service(request, All(request), ToJson));
        router.Delete(ListPath, ScopeRule.WritePipeline, RemoveByName);
        router.Delete(Path, ScopeRule.WritePipeline, Remove);
        router.Get(Path + "/content-uri", ScopeRule.ReadPipeline, GetContentUri);
    }

    private static EmulatorResponse RemoveByName(EmulatorRequest request)
    {
        List<PipelineCache> all = All(request);
        string name = request.Query.First("name") is { Length: > 0 } text ? text : throw ApiErrors.Bare();
        all.RemoveAll(cache => cache.Content.Name == name);
        return EmulatorResponse.Empty(204);
    }

    private static EmulatorResponse Remove(EmulatorRequest request)
    {
        List<PipelineCache> all = All(request);
        string uuid = Lookup.Uuid(request["cache_uuid"]);
        all.RemoveAll(cache => cache.Uuid == uuid);
        return EmulatorResponse.Empty(204);
    }

    private static EmulatorResponse GetContentUri(EmulatorRequest request)
    {
        PipelineCache cache = Lookup.Item(request, "cache_uuid", "Cache", All(request), item => item.Uuid);
        EmulatorState state = request.State;
        string link = state.World.StorageLinks.Issue(
            StorageLinkStore.Caches, cache.Content.GetBytes(), request.Now, state.Behavior.LinkLifetime);

        // The one schema of the group without a type.
        return EmulatorResponse.Ok(new JsonObject { ["uri"] = new Uri(state.StorageUri, link).AbsoluteUri });
    }

    private static List<PipelineCache> All(EmulatorRequest request) => Lookup.Repository(request).Settings.Caches;

    private static JsonObject ToJson(PipelineCache cache) => new()
    {
        ["type"] = "pipeline_cache",
        ["uuid"] = cache.Uuid,
        ["pipeline_uuid"] = cache.PipelineUuid,
        ["step_uuid"] = cache.StepUuid,
        ["name"] = cache.Content.Name,
        ["key_hash"] = cache.Content.KeyHash,
        ["path"] = cache.Content.Path,
        ["file_size_bytes"] = cache.Content.ListedSize,
        ["created_on"] = Timestamps.Nine(cache.CreatedOn),
    };
}
