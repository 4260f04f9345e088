namespace BitbucketPipelines.Api.Models;

/// <summary>An access token, as the site issues it.</summary>
internal sealed class OAuthToken
{
    /// <summary>The token: a secret.</summary>
    public string? AccessToken { get; set; }

    /// <summary>How long it is good for, in seconds. Documented as 3600, seen as 7200.</summary>
    public double? ExpiresIn { get; set; }

    /// <summary>The scopes.</summary>
    public string? Scopes { get; set; }
}
