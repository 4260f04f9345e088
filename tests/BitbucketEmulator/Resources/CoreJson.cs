using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>How users, workspaces, repositories and commits look.</summary>
internal static class CoreJson
{
    public static JsonObject User(EmulatorState state, EmulatorUser user) => new()
    {
        ["type"] = user.Type,
        ["uuid"] = user.Uuid,
        ["account_id"] = user.AccountId,
        ["display_name"] = user.DisplayName,
        ["nickname"] = user.Nickname,
        ["links"] = new JsonObject { ["self"] = Link(state, $"users/{Uri.EscapeDataString(user.Uuid)}") },
    };

    public static JsonObject Workspace(EmulatorState state, Workspace workspace, string type = "workspace") => new()
    {
        ["type"] = type,
        ["uuid"] = workspace.Uuid,
        ["name"] = workspace.Name,
        ["slug"] = workspace.Slug,
        ["is_private"] = true,
        ["links"] = new JsonObject
        {
            ["self"] = Link(state, $"workspaces/{workspace.Slug}"),
            ["html"] = Html($"{workspace.Slug}/"),
            ["repositories"] = Link(state, $"repositories/{workspace.Slug}"),
        },
    };

    public static JsonObject RepositoryStub(EmulatorState state, EmulatedRepository repository) => new()
    {
        ["type"] = "repository",
        ["uuid"] = repository.Uuid,
        ["name"] = repository.Slug,
        ["full_name"] = repository.FullName,
        ["links"] = new JsonObject { ["self"] = Link(state, $"repositories/{repository.FullName}"), ["html"] = Html(repository.FullName) },
    };

    public static JsonObject Repository(EmulatorState state, EmulatedRepository repository)
    {
        JsonObject json = RepositoryStub(state, repository);
        json["slug"] = repository.Slug;
        json["is_private"] = true;
        json["scm"] = "git";
        json["workspace"] = Workspace(state, repository.Workspace);
        json["project"] = repository.Project is { } project ? ProjectEndpoint.ToJson(project) : null;
        json["mainbranch"] = new JsonObject { ["type"] = "branch", ["name"] = repository.MainBranch };
        json["updated_on"] = Timestamps.Core(repository.UpdatedOn);
        return json;
    }

    public static JsonObject Commit(EmulatorState state, EmulatedRepository repository, string hash) => new()
    {
        ["type"] = "commit",
        ["hash"] = hash,
        ["links"] = new JsonObject
        {
            ["self"] = Link(state, $"repositories/{repository.FullName}/commit/{hash}"),
            ["html"] = Html($"{repository.FullName}/commits/{hash}"),
        },
    };

    public static JsonObject Commit(EmulatorState state, EmulatedRepository repository, GitCommit commit)
    {
        JsonObject json = Commit(state, repository, commit.Hash);
        json["message"] = commit.Message + "\n";
        json["date"] = Timestamps.Core(commit.Date);
        json["author"] = new JsonObject { ["type"] = "author", ["raw"] = "Dev Example <dev@example.com>" };
        json["repository"] = RepositoryStub(state, repository);
        return json;
    }

    public static JsonObject Link(EmulatorState state, string path) => new() { ["href"] = new Uri(state.ApiUri, path).AbsoluteUri };

    private static JsonObject Html(string path) => new() { ["href"] = "https://bitbucket.org/" + path };
}
