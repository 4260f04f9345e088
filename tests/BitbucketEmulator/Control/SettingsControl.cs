using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Settings from the inside: the view shows what the API does not, the orders follow none of its rules.</summary>
internal static class SettingsControl
{
    private const string Repository = "{workspace}/{repo}";

    public static void Register(ControlServer server)
    {
        server.Add("GET", "settings/" + Repository, Show);
        server.Add("PATCH", "settings/" + Repository, Change);
        server.Add("POST", "schedules/" + Repository, AddSchedule);
        server.Add("POST", "executions/" + Repository + "/{schedule}", AddExecution);
        server.Add("PUT", "key-pair/" + Repository, request => SetKeyPair(request, ReadKeyPair(JsonInput.FromBody(request))));
        server.Add("DELETE", "key-pair/" + Repository, request => SetKeyPair(request, null));
        server.Add("POST", "known-hosts/" + Repository, AddKnownHost);
        server.Add("POST", "caches/" + Repository, AddCache);
    }

    private static EmulatorResponse Show(EmulatorRequest request)
    {
        EmulatedRepository repository = request.State.World.GetRepository(request["workspace"], request["repo"]);
        RepositorySettings settings = repository.Settings;
        return EmulatorResponse.Ok(new JsonObject
        {
            ["enabled"] = settings.Enabled,
            ["nextBuildNumber"] = repository.NextBuildNumber,
            ["keyPair"] = settings.KeyPair is not { } pair ? null : new JsonObject
            {
                ["privateKey"] = pair.PrivateKey,
                ["publicKey"] = pair.PublicKey,
            },
            ["knownHosts"] = JsonList.Of(settings.KnownHosts.Select(host => (JsonNode)new JsonObject
            {
                ["uuid"] = host.Uuid,
                ["hostname"] = host.HostName,
                ["keyType"] = host.KeyType,
                ["key"] = host.Key,
            })),
            ["schedules"] = JsonList.Of(settings.Schedules.Select(schedule => (JsonNode)new JsonObject
            {
                ["uuid"] = schedule.Uuid,
                ["branch"] = schedule.Branch,
                ["selector"] = schedule.Selector.ScriptKey,
                ["cron"] = schedule.Cron,
                ["enabled"] = schedule.Enabled,
                ["executions"] = schedule.Executions.Count,
            })),
            ["caches"] = JsonList.Of(settings.Caches.Select(cache => (JsonNode)new JsonObject
            {
                ["uuid"] = cache.Uuid,
                ["name"] = cache.Content.Name,
                ["size"] = cache.Content.ListedSize,
            })),
        });
    }

    /// <summary>Of <c>enabled</c> null counts: never enabled.</summary>
    private static EmulatorResponse Change(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        if (input.Names.Contains("enabled"))
        {
            request.State.Settings.SetEnabled(request["workspace"], request["repo"], input.Has("enabled") ? input.Flag("enabled") : null);
        }

        if (input.OptionalInteger("nextBuildNumber") is { } next)
        {
            request.State.Settings.SetNextBuildNumber(request["workspace"], request["repo"], next);
        }

        return Show(request);
    }

    private static EmulatorResponse AddSchedule(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        return Uuid(request.State.Settings.AddSchedule(
            request["workspace"],
            request["repo"],
            input.Text("cron", "0 0 12 * * ? *"),
            input.Text("branch", "trunk"),
            input.Text("selector", "default"),
            input.Flag("enabled", fallback: true)));
    }

    private static EmulatorResponse AddExecution(EmulatorRequest request)
    {
        JsonInput? error = JsonInput.FromBody(request).Input("error");
        int? build = request.State.Settings.AddExecution(
            request["workspace"],
            request["repo"],
            request["schedule"],
            error is null ? null : new RunError(error.Text("key", "schedule.error"), error.Text("message", "Something went wrong.")));
        return EmulatorResponse.Ok(new JsonObject { ["buildNumber"] = build });
    }

    private static EmulatorResponse SetKeyPair(EmulatorRequest request, EmulatedKeyPair? pair)
    {
        request.State.Settings.SetKeyPair(request["workspace"], request["repo"], pair);
        return EmulatorResponse.Empty(204);
    }

    private static EmulatedKeyPair ReadKeyPair(JsonInput input) => new(input.Required("privateKey"), input.Required("publicKey"));

    private static EmulatorResponse AddKnownHost(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        string key = input.Required("key");
        return System.Buffers.Text.Base64.IsValid(key)
            ? Uuid(request.State.Settings.AddKnownHost(
                request["workspace"], request["repo"], input.Required("hostname"), input.Text("keyType", "ssh-ed25519"), key))
            : throw input.Wrong("key", "base64");
    }

    private static EmulatorResponse AddCache(EmulatorRequest request)
    {
        JsonInput input = JsonInput.FromBody(request);
        var defaults = new EmulatedCache(input.Required("name"));
        var cache = defaults with
        {
            Path = input.Text("path", defaults.Path),
            KeyHash = input.Text("keyHash", defaults.KeyHash),
            Size = (long?)input.OptionalNumber("size"),
            Content = input.Text("content"),
            AgeSeconds = input.Number("ageSeconds", 0),
        };
        var uuids = new List<string>();
        for (int i = 0; i < input.Integer("count", 1); i++)
        {
            uuids.Add(request.State.Settings.AddCache(request["workspace"], request["repo"], cache));
        }

        return EmulatorResponse.Ok(new JsonObject { ["uuids"] = JsonList.Of(uuids) });
    }

    private static EmulatorResponse Uuid(string uuid) => EmulatorResponse.Ok(new JsonObject { ["uuid"] = uuid });
}
