namespace BitbucketPipelines.Api;

/// <summary>What the path of a request is relative to.</summary>
internal enum ApiRoot
{
    /// <summary>The REST API, by default <c>https://api.bitbucket.org/2.0/</c>.</summary>
    Api,

    /// <summary>
    /// The undocumented resources beside the REST API, by default <c>https://api.bitbucket.org/internal/</c>. They take the same
    /// credentials.
    /// </summary>
    Internal,

    /// <summary>The web site, by default <c>https://bitbucket.org/</c>. OAuth tokens are issued there.</summary>
    Site,
}
