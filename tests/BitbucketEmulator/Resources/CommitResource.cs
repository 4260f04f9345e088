namespace BitbucketEmulator;

internal static class CommitResource
{
    public static void Register(Router router) =>
        router.Get(Lookup.RepositoryPath + "/commit/{commit}", ScopeRule.ReadRepository, GetCommit);

    /// <summary>The way from a short hash to the full one (section 5).</summary>
    private static ApiResponse GetCommit(ApiRequest request)
    {
        Repository repository = Lookup.Repository(request);
        GitCommit commit = repository.FindCommit(request["commit"]) ?? throw ApiErrors.Core(404, "Commit not found");
        return ApiResponse.Ok(CoreJson.Commit(request.State, repository, commit));
    }
}
