using System.Buffers.Text;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Known hosts: discriminators in both objects, fingerprints computed here, three hosts refused.</summary>
internal static class KnownHostEndpoint
{
    private const string ListPath = Lookup.RepositoryPath + "/pipelines_config/ssh/known_hosts";
    private const string Path = ListPath + "/{known_host_uuid}";
    private const string NotAllowed = "hostname-not-allowed: SSH for this hostname is already configured by Bitbucket";

    private static readonly string[] s_notAllowed = ["bitbucket.org", "github.com", "gitlab.com"];

    public static void Register(Router router)
    {
        router.Get(ListPath, ScopeRule.ReadPipeline, List);
        router.Post(ListPath, ScopeRule.AdminPipeline, Create);
        router.Get(Path, ScopeRule.ReadPipeline, request => EmulatorResponse.Ok(ToJson(Find(request))));
        router.Put(Path, ScopeRule.AdminPipeline, Replace);
        router.Delete(Path, ScopeRule.AdminPipeline, Remove);
    }

    private static EmulatorResponse List(EmulatorRequest request)
    {
        RepositorySettings settings = Lookup.Repository(request).Settings;
        EmulatorResponse answer = Paging.Service(
            request, [.. settings.KnownHosts.Where(host => !settings.HiddenKnownHosts.Contains(host.Uuid))], ToJson);
        settings.HiddenKnownHosts.Clear();
        return answer;
    }

    private static EmulatorResponse Create(EmulatorRequest request)
    {
        EmulatedKnownHost host = Read(request, All(request), request.State.World.Uuids.Next());
        Lookup.Repository(request).Settings.Add(host, request.State.Behavior);
        return EmulatorResponse.Created(request, host.Uuid, ToJson(host));
    }

    /// <summary>Replaces the whole object: what the body leaves out is missing.</summary>
    private static EmulatorResponse Replace(EmulatorRequest request)
    {
        List<EmulatedKnownHost> all = All(request);
        EmulatedKnownHost old = Find(request);
        EmulatedKnownHost host = Read(request, all, old.Uuid);
        all[all.IndexOf(old)] = host;
        return EmulatorResponse.Ok(ToJson(host));
    }

    private static EmulatorResponse Remove(EmulatorRequest request)
    {
        All(request).Remove(Find(request));
        return EmulatorResponse.Empty(204);
    }

    private static EmulatedKnownHost Read(EmulatorRequest request, List<EmulatedKnownHost> all, string uuid)
    {
        JsonObject body = JsonBody.Read(request);
        JsonObject key = JsonBody.Object(body, "public_key") ?? throw ApiErrors.InvalidProperties();

        // What a body without discriminators gets is not recorded; a bare 400 is the plainest.
        if (JsonBody.Text(body, "type") != "pipeline_known_host" || JsonBody.Text(key, "type") != "pipeline_ssh_public_key")
        {
            throw ApiErrors.Bare();
        }

        var host = new EmulatedKnownHost(
            uuid, JsonBody.Required(body, "hostname"), JsonBody.Required(key, "key_type"), JsonBody.Required(key, "key"));
        if (!Base64.IsValid(host.Key))
        {
            throw ApiErrors.InvalidProperties();
        }

        if (s_notAllowed.Any(host.IsNamed))
        {
            throw ApiErrors.Core(400, NotAllowed);
        }

        return all.Any(other => other.Uuid != uuid && other.IsNamed(host.HostName))
            ? throw ApiErrors.Service(409, $"A known host with the hostname {host.HostName} already exists.")
            : host;
    }

    private static List<EmulatedKnownHost> All(EmulatorRequest request) => Lookup.Repository(request).Settings.KnownHosts;

    private static EmulatedKnownHost Find(EmulatorRequest request) =>
        Lookup.Item(request, "known_host_uuid", "Known host", All(request), host => host.Uuid);

    private static JsonObject ToJson(EmulatedKnownHost host) => new()
    {
        ["type"] = "pipeline_known_host",
        ["uuid"] = host.Uuid,
        ["hostname"] = host.HostName,
        ["public_key"] = new JsonObject
        {
            ["type"] = "pipeline_ssh_public_key",
            ["key_type"] = host.KeyType,
            ["key"] = host.Key,
            ["md5_fingerprint"] = host.Md5Fingerprint,
            ["sha256_fingerprint"] = host.Sha256Fingerprint,
        },
    };
}
