namespace BitbucketPipelines.Api;

/// <summary>How the download of a cache ended.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Failure">The answer that ended it, when one did.</param>
internal sealed record CacheDownloadEnd(CacheDownloadStatus Status, BitbucketApiException? Failure = null);
