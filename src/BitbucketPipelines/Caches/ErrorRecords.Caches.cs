using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <content>Of caches.</content>
internal static partial class ErrorRecords
{
    /// <summary>More names than this are not listed.</summary>
    private const int MostCaches = 20;

    public static ErrorRecord CacheNotFound(string wanted, RepositoryId repository, IReadOnlyList<Cache> all) => Make(
        "CacheNotFound", ErrorCategory.ObjectNotFound, wanted, $"{repository} has no cache '{wanted}'.",
        all.Count == 0 ? "It has none." : $"It has: {Listed(all)}.");

    public static ErrorRecord CacheGone(Cache cache) => Make(
        "CacheNotFound", ErrorCategory.ObjectNotFound, cache,
        $"{cache.Workspace}/{cache.Repository} no longer has version {cache.Uuid} of cache '{cache.Name}'.",
        "Bitbucket removes caches by itself, most of them after a week. Get-BbCache lists those that are there.");

    public static ErrorRecord CacheRequired(string otherwise) => Make(
        "CacheRequired", ErrorCategory.InvalidArgument, null, "It is not said which caches are meant.",
        $"Give -Name (* means all) or -Uuid, {otherwise}.");

    public static ErrorRecord CacheRefused(Cache cache, BitbucketApiException e) => Make(
        e, "CacheDownloadRefused", ErrorCategory.ResourceUnavailable, cache,
        $"The storage refuses to give out version {cache.Uuid} of cache '{cache.Name}' of {cache.Workspace}/{cache.Repository} "
            + $"({e.StatusCode}), with a fresh address too.",
        "Try again later; the content may be gone, or something between here and the storage may have answered. Check the clock of this "
            + "machine and the proxy.");

    public static ErrorRecord CacheIncomplete(Cache cache) => Make(
        "CacheSizeMismatch", ErrorCategory.InvalidData, cache,
        $"The content of version {cache.Uuid} of cache '{cache.Name}' of {cache.Workspace}/{cache.Repository} is not as long as Bitbucket "
            + $"says ({cache.Size:N0} bytes). No file was made.",
        "The cache may be damaged: remove it, and the next build makes it anew. -UriOnly gives the address of what there is.");

    /// <summary>The error of a download that brought no file, or null.</summary>
    public static ErrorRecord? CacheNotSaved(Cache cache, CacheDownloadEnd end) => end.Status switch
    {
        CacheDownloadStatus.Gone => CacheGone(cache),
        CacheDownloadStatus.Refused => CacheRefused(cache, end.Failure!),
        CacheDownloadStatus.WrongSize => CacheIncomplete(cache),
        _ => null,
    };

    public static ErrorRecord CacheFileTaken(string path, string message) => Make(
        "CacheFileTaken", ErrorCategory.InvalidArgument, path, message,
        "Give a folder as -OutFile: each cache then has a file of its own.");

    private static string Listed(IReadOnlyList<Cache> all)
    {
        string[] names = [.. all.GroupBy(
            c => c.Name, StringComparer.Ordinal).Select(g => g.Count() == 1 ? $"{g.Key}" : $"{g.Key} ({g.Count()} versions)")];
        return LogText.OneLine(
            string.Join(", ", names.Take(MostCaches)) + (names.Length > MostCaches ? $" and {names.Length - MostCaches} more" : ""));
    }
}
