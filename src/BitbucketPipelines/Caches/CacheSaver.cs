using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>Saves caches to the files of one call, with a progress bar.</summary>
/// <param name="outFile">The value of -OutFile: a file or a folder; null for the current folder.</param>
/// <param name="paths">Resolves the paths of PowerShell.</param>
/// <param name="noClobber">Whether existing files are kept.</param>
/// <param name="force">Whether read-only files are replaced too.</param>
/// <param name="writeProgress">Writes a progress record. Called on the pipeline thread.</param>
internal sealed class CacheSaver(
    string? outFile, PathIntrinsics paths, bool noClobber, bool force, Action<ProgressRecord> writeProgress)
{
    private readonly string? _outFile = outFile;
    private readonly SaveTargets _targets = new(
        outFile, paths.CurrentFileSystemLocation.ProviderPath, path => FilePaths.Resolve(paths, path), noClobber, force);

    private DownloadProgress? _progress;

    /// <summary>Throws if several caches would be saved to one file, because none of them takes precedence.</summary>
    public void RequireFolder(int caches)
    {
        if (caches > 1 && _outFile is not null && !_targets.IsFolder)
        {
            throw new ErrorRecordException(
                Errors.CacheFileTaken(_outFile, $"{_outFile} is a single file, but {Counted.Of(caches, "cache")} were selected."));
        }
    }

    /// <summary>Saves a cache and returns the path of the file.</summary>
    /// <param name="client">The client of the session.</param>
    /// <param name="cache">The version to save.</param>
    /// <param name="wait">Waits for the download on the pipeline thread.</param>
    public string Save(
        BitbucketClient client, Cache cache, Func<Func<CancellationToken, Task<CacheDownloadEnd>>, CacheDownloadEnd> wait)
    {
        string path = _targets.Take(
            FileNames.Safe($"{cache.Repository}-{cache.Name}", $"-{FileNames.Safe(Display.Uuid(cache.Uuid))}.tar"));
        var download = new CacheDownload(client, cache, path);
        using var progress = new DownloadProgress($"Saving cache {cache}", () => (download.Position, download.Length), writeProgress);
        _progress = progress;
        if (Errors.CacheNotSaved(cache, wait(download.SaveAsync)) is { } error)
        {
            throw new ErrorRecordException(error);
        }

        _targets.Note(path);
        return path;
    }

    /// <summary>Updates the progress bar of the current download.</summary>
    public void UpdateProgress() => _progress?.Tick();
}
