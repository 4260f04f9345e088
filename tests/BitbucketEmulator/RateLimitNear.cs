namespace BitbucketEmulator;

/// <summary>Whose answers warn that the rate limit is near.</summary>
public enum RateLimitNear
{
    /// <summary>Nobody's.</summary>
    Off,

    /// <summary>Those to access tokens.</summary>
    AccessTokens,

    /// <summary>All.</summary>
    All,
}
