namespace BitbucketEmulator;

internal static class SourceEndpoint
{
    public static void Register(Router router) =>
        router.Get(Lookup.RepositoryPath + "/src/{revision}/{*path}", ScopeRule.ReadRepository, GetFile);

    private static EmulatorResponse GetFile(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        string revision = request["revision"];

        // A branch name with a slash must be resolved to a hash first, so it does not count as known here.
        bool known = repository.FindCommit(revision) is not null
            || (!revision.Contains('/', StringComparison.Ordinal)
                && (repository.FindBranch(revision) is not null || repository.FindTag(revision) is not null));
        if (!known)
        {
            throw ApiErrors.Core(404, "Commit not found", revision);
        }

        string? hash = (repository.FindBranch(revision) ?? repository.FindTag(revision))?.CommitHash;
        if (request["path"] == "bitbucket-pipelines.yml" && repository.FindCommit(hash ?? revision)?.File is { } file)
        {
            return EmulatorResponse.Text(200, file, "text/plain");
        }

        return request["path"] == "bitbucket-pipelines.yml" && repository.PipelineFile is { } set
            ? EmulatorResponse.Bytes(200, set, "text/plain")
            : request["path"] == "bitbucket-pipelines.yml" && !repository.Scripts.IsEmpty
            ? EmulatorResponse.Text(200, repository.Scripts.ToYaml(), "text/plain")
            : throw ApiErrors.Core(404, $"No such file or directory: {request["path"]}");
    }
}
