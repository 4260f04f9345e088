namespace BitbucketPipelines.Api.Models;

/// <summary>The response of the token endpoint.</summary>
internal sealed class OAuthToken
{
    /// <summary>The access token: a secret.</summary>
    public string? AccessToken { get; set; }

    /// <summary>The lifetime in seconds. Documented as 3600, observed as 7200.</summary>
    public double? ExpiresIn { get; set; }

    public string? Scopes { get; set; }
}
