using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>
/// OpenID Connect for Pipelines: public documents of a workspace. Asked for without credentials: one who shows an API token is refused.
/// </summary>
internal static class OpenIdConnect
{
    /// <summary>Who issues the tokens of steps, and how they are signed.</summary>
    public static ApiRequest<OidcConfiguration> Configuration(string workspace) => ApiRequest.Get(
        $"workspaces/{workspace}/pipelines-config/identity/oidc/.well-known/openid-configuration", WireContext.Default.OidcConfiguration)
            with { Anonymous = true };

    /// <summary>The keys that the tokens of steps are signed with.</summary>
    public static ApiRequest<OidcKeySet> Keys(string workspace) => ApiRequest.Get(
        $"workspaces/{workspace}/pipelines-config/identity/oidc/keys.json", WireContext.Default.OidcKeySet) with { Anonymous = true };
}
