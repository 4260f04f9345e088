using System.Text.Json.Nodes;

namespace BitbucketEmulator;

internal static class RefsEndpoint
{
    private static readonly Dictionary<string, Func<GitRef, string>> s_fields = new()
    {
        ["name"] = item => item.Name,
        ["target.hash"] = item => item.CommitHash,
    };

    public static void Register(Router router)
    {
        // Names hold slashes, raw or encoded, so they take the rest of the path.
        router.Get(Lookup.RepositoryPath + "/refs/branches", ScopeRule.ReadRepository, request => List(request, "branch"));
        router.Get(Lookup.RepositoryPath + "/refs/branches/{*name}", ScopeRule.ReadRepository, request => GetOne(request, "branch"));
        router.Get(Lookup.RepositoryPath + "/refs/tags", ScopeRule.ReadRepository, request => List(request, "tag"));
        router.Get(Lookup.RepositoryPath + "/refs/tags/{*name}", ScopeRule.ReadRepository, request => GetOne(request, "tag"));
    }

    private static EmulatorResponse List(EmulatorRequest request, string type)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        List<GitRef> refs = ListParameters.Apply(request, type == "branch" ? repository.Branches : repository.Tags, s_fields);
        return Paging.Core(request, refs, item => ToJson(request.State, repository, item, type));
    }

    private static EmulatorResponse GetOne(EmulatorRequest request, string type)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        string name = request["name"];
        GitRef item = (type == "branch" ? repository.FindBranch(name) : repository.FindTag(name))
            ?? throw ApiErrors.Core(404, $"{(type == "branch" ? "Branch" : "Tag")} \"{name}\" does not exist.");
        return EmulatorResponse.Ok(ToJson(request.State, repository, item, type));
    }

    private static JsonObject ToJson(EmulatorState state, EmulatedRepository repository, GitRef item, string type) => new()
    {
        ["type"] = type,
        ["name"] = item.Name,
        ["target"] = CoreJson.Commit(state, repository, repository.Commits.First(commit => commit.Hash == item.CommitHash)),
        ["links"] = new JsonObject
        {
            ["self"] = CoreJson.Link(
                state, $"repositories/{repository.FullName}/refs/{(type == "branch" ? "branches" : "tags")}/{item.Name}"),
        },
    };
}
