using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <content>Of caches.</content>
internal static partial class ErrorRecords
{
    /// <summary>More names than this are not listed.</summary>
    private const int MostCaches = 20;

    public static ErrorDescription CacheNotFound(string wanted, RepositoryId repository, IReadOnlyList<Cache> all) => new(
        ErrorId.CacheNotFound, wanted, $"{repository} has no cache '{wanted}'.",
        all.Count == 0 ? "It has none." : $"It has: {Listed(all)}.");

    public static ErrorDescription CacheGone(Cache cache) => new(
        ErrorId.CacheNotFound, cache,
        $"{cache.Workspace}/{cache.Repository} no longer has version {cache.Uuid} of cache '{cache.Name}'.",
        "Bitbucket removes caches by itself, most of them after a week. Get-BbCache lists those that are there.");

    public static ErrorDescription CacheRequired(string otherwise) => new(
        ErrorId.CacheRequired, null, "It is not said which caches are meant.",
        $"Give -Name (* means all) or -Uuid, {otherwise}.");

    public static ErrorDescription CacheRefused(Cache cache, BitbucketApiException e) => new(
        e, ErrorId.CacheDownloadRefused, cache,
        $"The storage refuses to give out version {cache.Uuid} of cache '{cache.Name}' of {cache.Workspace}/{cache.Repository} "
            + $"({e.StatusCode}), with a fresh address too.",
        "Try again later; the content may be gone, or something between here and the storage may have answered. Check the clock of this "
            + "machine and the proxy.");

    public static ErrorDescription CacheIncomplete(Cache cache) => new(
        ErrorId.CacheSizeMismatch, cache,
        $"The content of version {cache.Uuid} of cache '{cache.Name}' of {cache.Workspace}/{cache.Repository} is not as long as Bitbucket "
            + $"says ({cache.Size:N0} bytes). No file was made.",
        "The cache may be damaged: remove it, and the next build makes it anew. -UriOnly gives the address of what there is.");

    /// <summary>The error of a download that brought no file, or null.</summary>
    public static ErrorDescription? CacheNotSaved(Cache cache, CacheDownloadEnd end) => end.Status switch
    {
        CacheDownloadStatus.Gone => CacheGone(cache),
        CacheDownloadStatus.Refused => CacheRefused(cache, end.Failure!),
        CacheDownloadStatus.WrongSize => CacheIncomplete(cache),
        _ => null,
    };

    public static ErrorDescription CacheFileTaken(string path, string message) => new(
        ErrorId.CacheFileTaken, path, message,
        "Give a folder as -OutFile: each cache then has a file of its own.");

    private static string Listed(IReadOnlyList<Cache> all)
    {
        string[] names = [.. all.GroupBy(
            c => c.Name, StringComparer.Ordinal).Select(g => g.Count() == 1 ? $"{g.Key}" : $"{g.Key} ({g.Count()} versions)")];
        return LogSanitizer.OneLine(
            string.Join(", ", names.Take(MostCaches)) + (names.Length > MostCaches ? $" and {names.Length - MostCaches} more" : ""));
    }
}
