using System.Globalization;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>More of the world: repositories, refs, pull requests, credentials.</summary>
internal static class WorldControl
{
    public static void Register(ControlServer server)
    {
        server.Add("POST", "repositories/{workspace}", AddRepositories);
        server.Add("POST", "projects/{workspace}/{repo}", request =>
        {
            JsonInput input = JsonInput.FromBody(request);
            request.State.SetProject(request["workspace"], request["repo"], input.Required("key"), input.Text("name"));
            return EmulatorResponse.Empty(204);
        });
        server.Add("POST", "refs/{workspace}/{repo}", AddRefs);
        server.Add("POST", "commits/{workspace}/{repo}", AddCommit);
        server.Add("POST", "pullrequests/{workspace}/{repo}", AddPullRequest);
        server.Add("PUT", "restrictions/{workspace}/{repo}", request =>
        {
            request.State.RestrictBranches(
                request["workspace"], request["repo"], JsonInput.FromBody(request).Texts("branches") ?? []);
            return EmulatorResponse.Empty(204);
        });
        server.Add("POST", "environments/{workspace}/{repo}", AddEnvironment);
        server.Add("POST", "credentials", AddCredential);
        server.Add("GET", "tokens", request => EmulatorResponse.Ok(JsonList.Of(request.State.IssuedTokens)));
        server.Add("POST", "expire-tokens", request =>
        {
            request.State.ExpireTokens();
            return EmulatorResponse.Empty(204);
        });
        server.Add("POST", "reset", request =>
        {
            request.State.Reset();
            return EmulatorResponse.Empty(204);
        });
    }

    /// <summary>With <c>count</c> many of them: <c>slug-001</c>, <c>slug-002</c>, ..</summary>
    private static EmulatorResponse AddRepositories(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        List<string> slugs = Names(input, "slug").ToList();
        foreach (string slug in slugs)
        {
            request.State.AddRepository(request["workspace"], slug, input.Text("mainBranch", "main"));
            if (input.Text("project") is { } project)
            {
                request.State.SetProject(request["workspace"], slug, project, input.Text("projectName"));
            }
        }

        return EmulatorResponse.Ok(new JsonObject { ["slugs"] = JsonList.Of(slugs) });
    }

    private static EmulatorResponse AddRefs(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        var hashes = new JsonObject();
        bool tag = input.Has("tag");
        foreach (string name in Names(input, tag ? "tag" : "branch"))
        {
            hashes[name] = tag
                ? request.State.AddTag(request["workspace"], request["repo"], name)
                : request.State.AddBranch(request["workspace"], request["repo"], name);
        }

        return EmulatorResponse.Ok(new JsonObject { ["hashes"] = hashes });
    }

    private static EmulatorResponse AddCommit(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        string hash = request.State.AddCommit(
            request["workspace"], request["repo"], input.Required("branch"), input.Text("message", "A change"), input.Text("file"));
        return EmulatorResponse.Ok(new JsonObject { ["hash"] = hash });
    }

    private static EmulatorResponse AddPullRequest(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        request.State.AddPullRequest(
            request["workspace"],
            request["repo"],
            input.OptionalInteger("id") ?? throw input.Wrong("id", "a number"),
            input.Required("source"),
            input.Required("destination"),
            input.Text("title", "A pull request"));
        return EmulatorResponse.Empty(204);
    }

    private static EmulatorResponse AddEnvironment(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        string uuid = request.State.AddEnvironment(
            request["workspace"], request["repo"], input.Required("name"), input.Text("type", "Test"));
        return EmulatorResponse.Ok(new JsonObject { ["uuid"] = uuid });
    }

    private static EmulatorResponse AddCredential(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        IReadOnlyList<string> scopes = input.Texts("scopes") ?? [];
        if (input.Text("accessToken") is { } token)
        {
            request.State.AddAccessToken(token, scopes, input.Texts("repositories"));
        }
        else
        {
            request.State.AddApiToken(input.Required("email"), input.Required("token"), scopes, input.Flag("accountVariables"));
        }

        return EmulatorResponse.Empty(204);
    }

    private static IEnumerable<string> Names(JsonInput input, string property)
    {
        string name = input.Required(property);
        return input.OptionalInteger("count") is { } count
            ? Enumerable.Range(1, count).Select(i => name + "-" + i.ToString("000", CultureInfo.InvariantCulture))
            : [name];
    }
}
