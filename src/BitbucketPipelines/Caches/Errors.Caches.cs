using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <content>The errors of the cache cmdlets.</content>
internal static partial class Errors
{
    public static ErrorDescription CacheNotFound(string name, RepositoryId repository, IReadOnlyList<Cache> all) => new(
        ErrorId.CacheNotFound, name, $"{repository} has no cache '{name}'.",
        all.Count == 0 ? "The repository has no caches." : Suggestion.Text(
            name, [.. all.GroupBy(c => c.Name, StringComparer.Ordinal)], g => g.Key,
            g => g.Count() == 1 ? g.Key : $"{g.Key} ({Counted.Of(g.Count(), "version")})", "Specify one of its caches"));

    public static ErrorDescription CacheGone(Cache cache) => new(
        ErrorId.CacheNotFound, cache,
        $"{cache.Workspace}/{cache.Repository} no longer has version {cache.Uuid} of cache '{cache.Name}'.",
        "Bitbucket removes most caches after a week. List the existing ones with Get-BbCache.");

    public static ErrorDescription CacheRequired(string alternatives) => new(
        ErrorId.CacheRequired, null, "No cache was specified.",
        $"Specify -Name (* for all caches), -Uuid, {alternatives}.");

    public static ErrorDescription CacheRefused(Cache cache, BitbucketApiException e) => new(
        e, ErrorId.CacheDownloadRefused, cache,
        $"The storage refused the download of version {cache.Uuid} of cache '{cache.Name}' of {cache.Workspace}/{cache.Repository} "
            + $"({e.StatusCode}), also with a new URL.",
        "Check the clock of this computer and the proxy, and try again later. The content may no longer exist, or a proxy may have "
            + "answered instead of the storage.");

    public static ErrorDescription CacheIncomplete(Cache cache) => new(
        ErrorId.CacheSizeMismatch, cache,
        $"The content of version {cache.Uuid} of cache '{cache.Name}' of {cache.Workspace}/{cache.Repository} does not have the size "
            + $"that Bitbucket states ({Counted.Of(cache.Size ?? 0, "byte")}). No file was created.",
        "The cache may be damaged. Remove it with Remove-BbCache; the next build creates it again. To download it anyway, use "
            + "-UriOnly.");

    /// <summary>The error of a download that did not create a file; null if it did.</summary>
    public static ErrorDescription? CacheNotSaved(Cache cache, CacheDownloadEnd end) => end.Status switch
    {
        CacheDownloadStatus.Gone => CacheGone(cache),
        CacheDownloadStatus.Refused => CacheRefused(cache, end.Failure!),
        CacheDownloadStatus.WrongSize => CacheIncomplete(cache),
        _ => null,
    };

    public static ErrorDescription CacheFileTaken(string path, string message) => new(
        ErrorId.CacheFileTaken, path, message,
        "Specify a folder as -OutFile, so that each cache gets its own file.");
}
