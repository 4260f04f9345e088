using System.Text.Json.Nodes;

namespace BitbucketEmulator;

internal static class PipelinesConfigResource
{
    public static void Register(Router router) =>
        router.Get(Lookup.RepositoryPath + "/pipelines_config", ScopeRule.AdminRepository, GetConfig);

    /// <summary>404 until Pipelines was enabled once (section 2.12).</summary>
    private static ApiResponse GetConfig(ApiRequest request)
    {
        Repository repository = Lookup.Repository(request);
        return repository.PipelinesEnabled
            ? ApiResponse.Ok(new JsonObject
            {
                ["type"] = "pipelines_config",
                ["enabled"] = true,
                ["repository"] = CoreJson.RepositoryStub(request.State, repository),
            })
            : throw ApiErrors.Service(404, $"Pipelines configuration for repository {repository.Uuid} not found");
    }
}
