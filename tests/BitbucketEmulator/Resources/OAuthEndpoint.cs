using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>The site's token endpoint. Errors are those of OAuth, not those of the API.</summary>
internal static class OAuthEndpoint
{
    public static void Register(Router router) => router.Post("/site/oauth2/access_token", ScopeRule.None, CreateToken);

    private static EmulatorResponse CreateToken(EmulatorRequest request)
    {
        var form = new QueryParameters(request.BodyText);
        (string id, string secret) = ReadClient(request, form);
        CredentialStore store = request.State.World.Credentials;
        Credential? client = store.FindClient(id, secret);
        if (client is null)
        {
            return Error(400, "unauthorized_client", "Invalid OAuth client credentials");
        }

        string? grant = form.First("grant_type");
        if (grant is not ("client_credentials" or "refresh_token"))
        {
            return Error(400, "invalid_request", "Unsupported grant type: " + grant);
        }

        if (grant == "refresh_token" && !store.TakeRefresh(form.First("refresh_token") ?? "", id))
        {
            return Error(400, "invalid_grant", "Invalid refresh_token");
        }

        int lifetime = request.State.Behavior.TokenLifetime;
        return EmulatorResponse.Ok(new JsonObject
        {
            ["access_token"] = store.Issue(client, request.Now.AddSeconds(lifetime)),
            ["scopes"] = string.Join(' ', client.Scopes),
            ["token_type"] = "bearer",
            ["expires_in"] = lifetime,
            ["state"] = grant,
            ["refresh_token"] = store.IssueRefresh(id),
        });
    }

    private static (string Id, string Secret) ReadClient(EmulatorRequest request, QueryParameters form)
    {
        if (request.Header("Authorization") is not { } header || !header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return (form.First("client_id") ?? "", form.First("client_secret") ?? "");
        }

        string[] parts = CredentialStore.DecodeBasic(header["Basic ".Length..].Trim()).Split(':', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    private static EmulatorResponse Error(int status, string error, string description) =>
        EmulatorResponse.FromJson(status, new JsonObject { ["error_description"] = description, ["error"] = error });
}
