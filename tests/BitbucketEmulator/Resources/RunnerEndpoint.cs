using System.Text.Json;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Runners of repositories and workspaces: a creation is 200, and gives the secret this one time.</summary>
internal static class RunnerEndpoint
{
    private const string CurrentVersion = "3.12.0";

    public static void Register(Router router)
    {
        Add(router, Lookup.RepositoryPath, request => Lookup.Repository(request).Settings.Runners);
        Add(router, "/workspaces/{workspace}", request => Lookup.WorkspaceSettings(request).Runners);
    }

    private static void Add(Router router, string owner, Func<EmulatorRequest, List<EmulatedRunner>> all)
    {
        string list = owner + "/pipelines-config/runners";
        string one = list + "/{runner_uuid}";
        router.Get(list, ScopeRule.ReadRunner, request => Paging.Service(request, all(request), item => ToJson(request, item)));
        router.Post(list, ScopeRule.ReadWriteRunner, request => Create(request, all(request)));
        router.Get(one, ScopeRule.ReadRunner, request => EmulatorResponse.Ok(ToJson(request, Find(request, all(request)))));
        router.Put(one, ScopeRule.ReadWriteRunner, request => Update(request, Find(request, all(request))));
        router.Delete(one, ScopeRule.WriteRunner, request => Remove(request, all(request)));
    }

    private static EmulatorResponse Create(EmulatorRequest request, List<EmulatedRunner> all)
    {
        JsonObject body = JsonBody.Read(request);
        string name = JsonBody.Required(body, "name");
        List<string> labels = Labels(body) ?? [];
        string? uuid = JsonBody.Text(body, "uuid");
        if (all.Any(other => other.Uuid == uuid))
        {
            throw ApiErrors.Service(409, $"Runner with uuid '{uuid}' already exists.");
        }

        if (all.Count >= request.State.Behavior.RunnerLimit)
        {
            throw ApiErrors.Service(400, "The runner limit is exceeded.");
        }

        EmulatedRunner runner = request.State.World.CreateRunner(request.Now, uuid is null ? null : Lookup.Uuid(uuid));
        (runner.Name, runner.Labels) = (name, labels);
        all.Add(runner);
        JsonObject json = ToJson(request, runner);
        json["oauth_client"]!["secret"] = runner.ClientSecret;
        return EmulatorResponse.Ok(json);
    }

    private static EmulatorResponse Update(EmulatorRequest request, EmulatedRunner runner)
    {
        JsonObject body = JsonBody.Read(request);
        string name = JsonBody.Required(body, "name");
        (runner.Name, runner.Labels) = (name, Labels(body) ?? runner.Labels);
        runner.UpdatedOn = request.Now;
        return EmulatorResponse.Ok(ToJson(request, runner));
    }

    private static EmulatorResponse Remove(EmulatorRequest request, List<EmulatedRunner> all)
    {
        all.Remove(Find(request, all));
        return EmulatorResponse.Empty(204);
    }

    /// <summary>A list of texts.</summary>
    private static List<string>? Labels(JsonObject body)
    {
        if (body["labels"] is not { } node)
        {
            return null;
        }

        return node is JsonArray items && items.All(item => item?.GetValueKind() == JsonValueKind.String)
            ? [.. items.Select(item => item!.GetValue<string>())]
            : throw ApiErrors.InvalidField();
    }

    private static EmulatedRunner Find(EmulatorRequest request, List<EmulatedRunner> all) =>
        Lookup.Item(request, "runner_uuid", "Runner", all, runner => runner.Uuid);

    private static JsonObject ToJson(EmulatorRequest request, EmulatedRunner runner)
    {
        var state = new JsonObject
        {
            ["type"] = "pipeline_runner_state",
            ["status"] = runner.Status,
            ["updated_on"] = Timestamps.Nine(runner.UpdatedOn),
            ["cordoned"] = false,
        };
        if (runner.Version is not null)
        {
            state["version"] = new JsonObject
            {
                ["type"] = "pipeline_runner_version",
                ["version"] = runner.Version,
                ["current"] = CurrentVersion,
            };
        }

        return new JsonObject
        {
            ["type"] = "pipeline_runner",
            ["uuid"] = runner.Uuid,
            ["name"] = runner.Name,
            ["labels"] = LabelsToJson(request, runner),
            ["state"] = state,
            ["created_on"] = Timestamps.Nine(runner.CreatedOn),
            ["updated_on"] = Timestamps.Nine(runner.UpdatedOn),
            ["oauth_client"] = new JsonObject
            {
                ["type"] = "pipeline_runner_oauth_client",
                ["id"] = runner.ClientId,
                ["token_endpoint"] = new Uri(request.State.SiteUri, "oauth/token").AbsoluteUri,
                ["audience"] = "api.atlassian.com",
            },
        };
    }

    /// <summary>Texts by the schema, objects in one recording: a switch.</summary>
    private static JsonArray LabelsToJson(EmulatorRequest request, EmulatedRunner runner) => request.State.Behavior.RunnerLabelObjects
        ? JsonList.Of(runner.Labels.Select(label => (JsonNode)new JsonObject { ["name"] = label }))
        : JsonList.Of(runner.Labels);
}
