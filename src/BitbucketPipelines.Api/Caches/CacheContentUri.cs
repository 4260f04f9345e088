namespace BitbucketPipelines.Api.Models;

/// <summary>Where the content of a cache is. Whoever has the address may read it, so it is never shown unless it was asked for.</summary>
internal sealed class CacheContentUri
{
    /// <summary>The pre-signed address. It ends after some minutes.</summary>
    public string? Uri { get; set; }
}
