using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>The key pair: 404 before the first use, a PUT takes both keys, the private one never comes back.</summary>
internal static class SshKeyPairEndpoint
{
    private const string Path = Lookup.RepositoryPath + "/pipelines_config/ssh/key_pair";

    public static void Register(Router router)
    {
        router.Get(Path, ScopeRule.ReadPipeline, request => EmulatorResponse.Ok(ToJson(Find(request))));
        router.Put(Path, ScopeRule.AdminPipeline, Update);
        router.Delete(Path, ScopeRule.AdminPipeline, Remove);
    }

    private static EmulatorResponse Update(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.EnabledRepository(request);
        JsonObject body = JsonBody.Read(request);
        var pair = new EmulatedKeyPair(JsonBody.Required(body, "private_key"), JsonBody.Required(body, "public_key"));
        PrivateKeyEcho echo = request.State.Behavior.PrivateKeyEcho;
        if (echo == PrivateKeyEcho.Error)
        {
            throw ApiErrors.Service(400, $"The private key is not valid: {pair.PrivateKey}");
        }

        repository.Settings.KeyPair = pair;
        JsonObject answer = ToJson(pair);
        if (echo == PrivateKeyEcho.Answer)
        {
            answer["private_key"] = pair.PrivateKey;
        }

        return EmulatorResponse.Ok(answer);
    }

    private static EmulatorResponse Remove(EmulatorRequest request)
    {
        _ = Find(request);
        Lookup.Repository(request).Settings.KeyPair = null;
        return EmulatorResponse.Empty(204);
    }

    private static EmulatedKeyPair Find(EmulatorRequest request)
    {
        EmulatedRepository repository = Lookup.EnabledRepository(request);
        return repository.Settings.KeyPair ?? throw ApiErrors.Service(404, $"SSH key pair of repository {repository.Uuid} not found");
    }

    private static JsonObject ToJson(EmulatedKeyPair pair) => new()
    {
        ["type"] = "pipeline_ssh_key_pair",
        ["public_key"] = pair.PublicKey,
    };
}
