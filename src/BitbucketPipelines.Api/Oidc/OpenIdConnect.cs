using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>
/// Requests for the public OpenID Connect documents of a workspace. Sent without credentials, because API tokens are refused.
/// </summary>
internal static class OpenIdConnect
{
    /// <summary>Gets the OpenID Connect configuration.</summary>
    public static ApiRequest<OidcConfiguration> Configuration(string workspace) => ApiRequest.Get(
        $"workspaces/{workspace}/pipelines-config/identity/oidc/.well-known/openid-configuration", WireContext.Default.OidcConfiguration)
            with { Anonymous = true };

    /// <summary>Gets the signing keys.</summary>
    public static ApiRequest<OidcKeySet> Keys(string workspace) => ApiRequest.Get(
        $"workspaces/{workspace}/pipelines-config/identity/oidc/keys.json", WireContext.Default.OidcKeySet) with { Anonymous = true };
}
