namespace BitbucketPipelines.Api;

/// <summary>How the download of a cache ended.</summary>
internal enum CacheDownloadStatus
{
    /// <summary>The file is in its place.</summary>
    Saved,

    /// <summary>There is no such cache any more.</summary>
    Gone,

    /// <summary>The storage refuses the address, a fresh one too.</summary>
    Refused,

    /// <summary>What arrived is not as long as the list says.</summary>
    WrongSize,
}
