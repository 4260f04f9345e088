using System.Buffers.Text;
using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>Known hosts (section 2.12): discriminators in both objects, fingerprints computed here, three hosts refused.</summary>
internal static class KnownHostResource
{
    private const string ListPath = Lookup.RepositoryPath + "/pipelines_config/ssh/known_hosts";
    private const string Path = ListPath + "/{known_host_uuid}";
    private const string NotAllowed = "hostname-not-allowed: SSH for this hostname is already configured by Bitbucket";

    private static readonly string[] s_notAllowed = ["bitbucket.org", "github.com", "gitlab.com"];

    public static void Register(Router router)
    {
        router.Get(ListPath, ScopeRule.ReadPipeline, List);
        router.Post(ListPath, ScopeRule.AdminPipeline, Create);
        router.Get(Path, ScopeRule.ReadPipeline, request => ApiResponse.Ok(ToJson(Find(request))));
        router.Put(Path, ScopeRule.AdminPipeline, Replace);
        router.Delete(Path, ScopeRule.AdminPipeline, Remove);
    }

    private static ApiResponse List(ApiRequest request)
    {
        RepositorySettings settings = Lookup.Repository(request).Settings;
        ApiResponse answer = Paging.Service(
            request, [.. settings.KnownHosts.Where(host => !settings.HiddenKnownHosts.Contains(host.Uuid))], ToJson);
        settings.HiddenKnownHosts.Clear();
        return answer;
    }

    private static ApiResponse Create(ApiRequest request)
    {
        KnownHost host = Read(request, All(request), request.State.World.Uuids.Next());
        Lookup.Repository(request).Settings.Add(host, request.State.Behavior);
        return ApiResponse.Created(request, host.Uuid, ToJson(host));
    }

    /// <summary>Replaces the whole object: what the body leaves out is missing.</summary>
    private static ApiResponse Replace(ApiRequest request)
    {
        List<KnownHost> all = All(request);
        KnownHost old = Find(request);
        KnownHost host = Read(request, all, old.Uuid);
        all[all.IndexOf(old)] = host;
        return ApiResponse.Ok(ToJson(host));
    }

    private static ApiResponse Remove(ApiRequest request)
    {
        All(request).Remove(Find(request));
        return ApiResponse.Empty(204);
    }

    private static KnownHost Read(ApiRequest request, List<KnownHost> all, string uuid)
    {
        JsonObject body = JsonBody.Read(request);
        JsonObject key = JsonBody.Object(body, "public_key") ?? throw ApiErrors.InvalidProperties();

        // What a body without discriminators gets is not recorded; a bare 400 is the plainest.
        if (JsonBody.Text(body, "type") != "pipeline_known_host" || JsonBody.Text(key, "type") != "pipeline_ssh_public_key")
        {
            throw ApiErrors.Bare();
        }

        var host = new KnownHost(
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

    private static List<KnownHost> All(ApiRequest request) => Lookup.Repository(request).Settings.KnownHosts;

    private static KnownHost Find(ApiRequest request) =>
        Lookup.Item(request, "known_host_uuid", "Known host", All(request), host => host.Uuid);

    private static JsonObject ToJson(KnownHost host) => new()
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
