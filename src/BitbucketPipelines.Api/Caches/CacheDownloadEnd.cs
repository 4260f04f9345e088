namespace BitbucketPipelines.Api;

/// <summary>How the download of a cache ended.</summary>
/// <param name="Status">The result.</param>
/// <param name="Failure">The response that ended the download; null when none did.</param>
internal sealed record CacheDownloadEnd(CacheDownloadStatus Status, BitbucketApiException? Failure = null);
