using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>The OpenID documents of a workspace: public, and refused to one who shows a credential.</summary>
internal static class OidcEndpoint
{
    private const string Path = "/workspaces/{workspace}/pipelines-config/identity/oidc";

    /// <summary>A key that was made for this and signs nothing.</summary>
    private const string Modulus =
        "uDCMhoCpothUhgMq7r6h7uOFrQSU8N3gUGEUW5EC4uPZ64lVYxIKzZi681f2IxSjz7xdSwNupAGUTQI4TUpN0gyIe1mrlSOBf8c4gfCC0Vv80J"
        + "a3MwqwJdCVdPh9r1oBiRDeFPq65jKY8a8N8wkOLn4R98lSnT9clx2QHqGeZWL8SF2WI175cy5zWnOei9wuk4e9Kj-a7k-ZLcrcP3scZMnfLVRP"
        + "m1kj3lweHfCwS8Z6rif33ZgN-bqLBr3Tzjz0VEed4XyRAXOp91Y9odO4uD5o-uJ7ihpyJPEAl15iTpHJ6000I4GPnSrilCWCDHHdsLUR9rVihL"
        + "FLVjx4pRUWOQ";

    public static void Register(Router router)
    {
        router.Get(Path + "/.well-known/openid-configuration", ScopeRule.None, GetConfiguration);
        router.Get(Path + "/keys.json", ScopeRule.None, GetKeys);
    }

    private static EmulatorResponse GetConfiguration(EmulatorRequest request)
    {
        CheckAndFind(request);
        string address = new Uri(request.State.SiteUri, request.RawPath.TrimStart('/')).AbsoluteUri;
        string issuer = address[..address.IndexOf("/.well-known/", StringComparison.Ordinal)];
        return EmulatorResponse.Ok(new JsonObject
        {
            ["issuer"] = issuer,
            ["jwks_uri"] = issuer + "/keys.json",
            ["response_types_supported"] = JsonList.Of(["id_token"]),
            ["subject_types_supported"] = JsonList.Of(["public"]),
            ["id_token_signing_alg_values_supported"] = JsonList.Of(["RS256"]),
            ["scopes_supported"] = JsonList.Of(["openid"]),
            ["claims_supported"] = JsonList.Of(
            [
                "sub", "aud", "exp", "iat", "iss", "stepUuid", "pipelineUuid", "repositoryUuid", "workspaceUuid", "branchName",
                "deploymentEnvironmentUuid",
            ]),
        });
    }

    private static EmulatorResponse GetKeys(EmulatorRequest request)
    {
        CheckAndFind(request);
        return EmulatorResponse.Ok(new JsonObject
        {
            ["keys"] = JsonList.Of([(JsonNode)new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = "pipelines-emulator-1",
                ["n"] = Modulus,
                ["e"] = "AQAB",
            }]),
        });
    }

    private static void CheckAndFind(EmulatorRequest request)
    {
        if (request.Credential is not null)
        {
            throw ApiErrors.CredentialKind();
        }

        string name = request["workspace"];
        _ = request.State.World.FindWorkspace(name) ?? throw ApiErrors.Core(404, $"No workspace with identifier '{name}'.");
    }
}
