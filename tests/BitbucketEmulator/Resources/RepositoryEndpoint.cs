namespace BitbucketEmulator;

internal static class RepositoryEndpoint
{
    private static readonly Dictionary<string, Func<EmulatedRepository, string>> s_fields = new()
    {
        ["name"] = repository => repository.Slug,
        ["slug"] = repository => repository.Slug,
        ["full_name"] = repository => repository.FullName,
        ["uuid"] = repository => repository.Uuid,
        ["project.key"] = repository => repository.Project?.Key ?? "",
        ["project.name"] = repository => repository.Project?.Name ?? "",
        ["mainbranch.name"] = repository => repository.MainBranch,
        ["updated_on"] = repository => Timestamps.Nine(repository.UpdatedOn),
    };

    public static void Register(Router router)
    {
        router.Get("/repositories/{workspace}", ScopeRule.ReadRepository, List);
        router.Get(Lookup.RepositoryPath, ScopeRule.ReadRepository, request =>
            EmulatorResponse.Ok(CoreJson.Repository(request.State, Lookup.Repository(request))));
    }

    private static EmulatorResponse List(EmulatorRequest request)
    {
        IEnumerable<EmulatedRepository> visible = Lookup.Workspace(request).Repositories
            .Where(repository => !repository.Hidden && request.Credential?.Sees(repository.FullName) == true);
        List<EmulatedRepository> found = ListParameters.Apply(request, visible, s_fields);
        return Paging.Core(request, found, repository => CoreJson.Repository(request.State, repository)).WithTag();
    }
}
