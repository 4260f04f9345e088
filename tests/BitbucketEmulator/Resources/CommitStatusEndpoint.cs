using System.Globalization;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>The build statuses of a commit. One with a key that exists is overwritten.</summary>
internal static class CommitStatusEndpoint
{
    private const string ListPath = Lookup.RepositoryPath + "/commit/{commit}/statuses";
    private const string BuildPath = ListPath + "/build";
    private const string KeyPath = BuildPath + "/{key}";
    private const int LongestKey = 40;

    private static readonly string[] s_states = ["SUCCESSFUL", "FAILED", "INPROGRESS", "STOPPED"];

    public static void Register(Router router)
    {
        router.Get(ListPath, ScopeRule.ReadRepository, List);
        router.Post(BuildPath, ScopeRule.ReadRepository, Create);
        router.Get(KeyPath, ScopeRule.ReadRepository, request => EmulatorResponse.Ok(Find(request).DeepClone()));
        router.Put(KeyPath, ScopeRule.ReadRepository, Update);
    }

    private static EmulatorResponse List(EmulatorRequest request)
    {
        (EmulatedRepository repository, GitCommit commit) = Place(request);
        return Paging.Core(
            request, [.. repository.Statuses.Where(s => s.Key.Commit == commit.Hash).Select(s => s.Value)], status => status.DeepClone());
    }

    private static EmulatorResponse Create(EmulatorRequest request)
    {
        (EmulatedRepository repository, GitCommit commit) = Place(request);
        JsonObject body = JsonBody.Read(request);
        string key = Required(body, "key", LongestKey);
        Required(body, "url", 2000);
        JsonObject status = repository.Statuses.TryGetValue((commit.Hash, key), out JsonObject? old)
            ? old : New(request, repository, commit, key);
        Fill(request, status, body);
        repository.Statuses[(commit.Hash, key)] = status;
        return EmulatorResponse.FromJson(201, status.DeepClone());
    }

    private static EmulatorResponse Update(EmulatorRequest request)
    {
        JsonObject status = Find(request);
        Fill(request, status, JsonBody.Read(request));
        return EmulatorResponse.Ok(status.DeepClone());
    }

    private static void Fill(EmulatorRequest request, JsonObject status, JsonObject body)
    {
        if (!s_states.Contains(JsonBody.Text(body, "state")))
        {
            throw ApiErrors.Core(400, $"state: {JsonBody.Text(body, "state") ?? "null"} is not a valid state.");
        }

        foreach (string name in new[] { "state", "url", "name", "description", "refname" })
        {
            if (JsonBody.Text(body, name) is { } value)
            {
                status[name] = value;
            }
        }

        status["updated_on"] = Timestamps.Core(request.Now);
    }

    private static JsonObject New(EmulatorRequest request, EmulatedRepository repository, GitCommit commit, string key) => new()
    {
        ["type"] = "build",
        ["uuid"] = request.State.World.Uuids.Next(),
        ["key"] = key,
        ["name"] = key,
        ["description"] = "",
        ["refname"] = null,
        ["created_on"] = Timestamps.Core(request.Now),
        ["links"] = new JsonObject
        {
            ["commit"] = CoreJson.Link(request.State, $"repositories/{repository.FullName}/commit/{commit.Hash}"),
            ["self"] = CoreJson.Link(request.State, $"repositories/{repository.FullName}/commit/{commit.Hash}/statuses/build/{key}"),
        },
    };

    private static JsonObject Find(EmulatorRequest request)
    {
        (EmulatedRepository repository, GitCommit commit) = Place(request);
        return repository.Statuses.TryGetValue((commit.Hash, request["key"]), out JsonObject? status)
            ? status : throw ApiErrors.Core(404, "Build status not found");
    }

    private static (EmulatedRepository Repository, GitCommit Commit) Place(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.Repository(request);
        return (repository, repository.FindCommit(request["commit"]) ?? throw ApiErrors.Core(404, "Commit not found"));
    }

    private static string Required(JsonObject body, string name, int longest)
    {
        string text = JsonBody.Text(body, name) is { Length: > 0 } value ? value : throw Field(name, "This field is required.");
        return text.Length <= longest ? text : throw Field(name, string.Create(
            CultureInfo.InvariantCulture, $"Ensure this value has at most {longest} characters (it has {text.Length})."));
    }

    private static ApiErrorException Field(string name, string message) => new(EmulatorResponse.FromJson(400, new JsonObject
    {
        ["type"] = "error",
        ["error"] = new JsonObject
        {
            ["message"] = $"{name}: {message}",
            ["fields"] = new JsonObject { [name] = JsonList.Of([message]) },
        },
    }));
}
