namespace BitbucketPipelines.Api;

/// <summary>The result of the download of a cache.</summary>
internal enum CacheDownloadStatus
{
    /// <summary>The file was saved.</summary>
    Saved,

    /// <summary>The cache no longer exists.</summary>
    Gone,

    /// <summary>The storage refused the URL, also a new one.</summary>
    Refused,

    /// <summary>The content does not have the size that the list states.</summary>
    WrongSize,
}
