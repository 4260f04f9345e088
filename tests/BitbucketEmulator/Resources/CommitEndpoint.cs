namespace BitbucketEmulator;

internal static class CommitEndpoint
{
    public static void Register(Router router) =>
        router.Get(Lookup.RepositoryPath + "/commit/{commit}", ScopeRule.ReadRepository, GetCommit);

    /// <summary>The way from a short hash to the full one.</summary>
    private static EmulatorResponse GetCommit(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        GitCommit commit = repository.FindCommit(request["commit"]) ?? throw ApiErrors.Core(404, "Commit not found");
        return EmulatorResponse.Ok(CoreJson.Commit(request.State, repository, commit));
    }
}
