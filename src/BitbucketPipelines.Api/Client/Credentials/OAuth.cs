using System.Text;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>OAuth 2.0 requests. The site issues tokens, not the API.</summary>
internal static class OAuth
{
    /// <summary>Requests an access token for the owner of the consumer. Safe to repeat.</summary>
    public static ApiRequest<OAuthToken> ClientCredentials() => new(WireContext.Default.OAuthToken)
    {
        Root = ApiRoot.Site,
        Method = HttpMethod.Post,
        Path = "site/oauth2/access_token",
        Body = Encoding.ASCII.GetBytes("grant_type=client_credentials"),
        ContentType = "application/x-www-form-urlencoded",
        Repeatable = true,
        IsWrite = false,
    };
}
