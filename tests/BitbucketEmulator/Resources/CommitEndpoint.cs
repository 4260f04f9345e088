namespace BitbucketEmulator;

internal static class CommitEndpoint
{
    public static void Register(Router router)
    {
        router.Get(Lookup.RepositoryPath + "/commit/{commit}", ScopeRule.ReadRepository, GetCommit);
        router.Get(Lookup.RepositoryPath + "/commits", ScopeRule.ReadRepository, ListCommits);
    }

    /// <summary>The commits that can be reached from those in include and not from those in exclude, newest first.</summary>
    private static EmulatorResponse ListCommits(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        IEnumerable<GitCommit> Reached(string name) => request.Query.All(name).SelectMany(revision => repository.History(
            repository.FindCommit(repository.FindBranch(revision)?.CommitHash ?? repository.FindTag(revision)?.CommitHash ?? revision)
                ?? throw ApiErrors.Core(404, "Commit not found", revision)));
        IEnumerable<GitCommit> included = request.Query.All("include").Count > 0 ? Reached("include") : repository.Commits;
        List<GitCommit> commits = [.. included.Except(Reached("exclude")).OrderByDescending(repository.Commits.IndexOf)];
        return Paging.Core(request, commits, commit => CoreJson.Commit(request.State, repository, commit));
    }

    /// <summary>The way from a short hash to the full one.</summary>
    private static EmulatorResponse GetCommit(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        GitCommit commit = repository.FindCommit(request["commit"]) ?? throw ApiErrors.Core(404, "Commit not found");
        return EmulatorResponse.Ok(CoreJson.Commit(request.State, repository, commit));
    }
}
