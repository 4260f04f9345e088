using System.Globalization;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

internal static class PullRequestEndpoint
{
    public static void Register(Router router)
    {
        router.Get(Lookup.RepositoryPath + "/pullrequests", ScopeRule.ReadPullRequest, List);
        router.Get(Lookup.RepositoryPath + "/pullrequests/{id}", ScopeRule.ReadPullRequest, GetOne);
    }

    public static JsonObject Stub(EmulatorState state, EmulatedRepository repository, PullRequestInfo pull) => new()
    {
        ["type"] = "pullrequest",
        ["id"] = pull.Id,
        ["title"] = pull.Title,
        ["draft"] = false,
        ["links"] = new JsonObject
        {
            ["self"] = CoreJson.Link(state, $"repositories/{repository.FullName}/pullrequests/{pull.Id}"),
            ["html"] = new JsonObject { ["href"] = $"https://bitbucket.org/{repository.FullName}/pull-requests/{pull.Id}" },
        },
    };

    private static EmulatorResponse List(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        IReadOnlyList<string> states = request.Query.All("state");
        List<PullRequestInfo> pulls = repository.PullRequests.FindAll(pull =>
            states.Count == 0 ? pull.State == "OPEN" : states.Contains(pull.State));

        // Fifty at most: pagelen=100 is 400 "Invalid pagelen" here.
        return Paging.Core(request, pulls, pull => ToJson(request.State, repository, pull), maximum: 50);
    }

    private static EmulatorResponse GetOne(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        PullRequestInfo pull = repository.PullRequests.Find(item => item.Id.ToString(CultureInfo.InvariantCulture) == request["id"])
            ?? throw ApiErrors.Core(404, $"Pull request {request["id"]} not found");
        return EmulatorResponse.Ok(ToJson(request.State, repository, pull));
    }

    private static JsonObject ToJson(EmulatorState state, EmulatedRepository repository, PullRequestInfo pull)
    {
        JsonObject json = Stub(state, repository, pull);
        json["state"] = pull.State;
        json["author"] = CoreJson.User(state, state.World.GetOrAddUser("dev"));
        json["source"] = Side(state, repository, pull.Source);
        json["destination"] = Side(state, repository, pull.Destination);
        return json;
    }

    /// <summary>A pull request gives short hashes, as Atlassian's own example of a pull request target sends them.</summary>
    private static JsonObject Side(EmulatorState state, EmulatedRepository repository, string branch) => new()
    {
        ["branch"] = new JsonObject { ["name"] = branch },
        ["commit"] = CoreJson.Commit(state, repository, repository.FindBranch(branch)!.CommitHash[..12]),
        ["repository"] = CoreJson.RepositoryStub(state, repository),
    };
}
