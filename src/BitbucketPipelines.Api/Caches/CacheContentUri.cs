namespace BitbucketPipelines.Api.Models;

/// <summary>The URL of the content of a cache. It is shown only on request, because anyone who has it can read the content.</summary>
internal sealed class CacheContentUri
{
    /// <summary>The pre-signed URL. It expires after some minutes.</summary>
    public string? Uri { get; set; }
}
