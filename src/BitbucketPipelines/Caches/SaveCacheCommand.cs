using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Commands;

/// <summary>Saves the content of caches to files.</summary>
/// <remarks>
/// <para>Of several versions of a cache that a name means, the newest is saved; -Uuid or a piped cache means that very version.</para>
/// <para>The content is saved as it is stored. Bitbucket says of it only that it is an archive; a tar program that looks for itself whether
/// and how it is compressed (<c>tar -xf</c>) can tell.</para>
/// <para>What arrives stands beside the file, with the uuid of the version and .partial at the end of its name, and takes its place when it
/// is whole and as long as Bitbucket says. A broken connection is resumed. So is, by the next call for the same version and file, what
/// Ctrl+C or a failure left behind.</para>
/// <para>The content is read from an address that holds its own credentials. It is asked for anew when it ends, gets none of the session's
/// credentials, and is shown nowhere but in the output of -UriOnly.</para>
/// </remarks>
/// <example>
/// <code>Save-BbCache node</code>
/// <para>Saves the newest version of a cache to the current folder.</para>
/// </example>
/// <example>
/// <code>Get-BbCache -Repository widgets | Save-BbCache -OutFile ./caches/</code>
/// <para>Saves every version of every cache of a repository to a folder.</para>
/// </example>
/// <example>
/// <code>curl -o node.tar (Save-BbCache node -UriOnly)</code>
/// <para>Hands the address to another program.</para>
/// </example>
[Cmdlet(VerbsData.Save, "BbCache", DefaultParameterSetName = NameSet)]
[OutputType(typeof(FileInfo), typeof(string))]
public sealed class SaveCacheCommand : CacheCmdlet
{
    // File systems may not mind the case.
    private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);
    private DownloadProgress? _progress;

    /// <summary>The uuid of a version, with or without braces.</summary>
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[]? Uuid { get; set; }

    /// <summary>A version from Get-BbCache.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [ValidateNotNull]
    public Cache? InputObject { get; set; }

    /// <summary>
    /// The file; or, when it is a folder or ends with a slash, where files named after repository, cache and version are made, such as
    /// <c>widgets-node-0c1f6f5e.tar</c>. By default the current folder. A file that is there is replaced once the new one is whole.
    /// </summary>
    [Parameter(Position = 1)]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Does not replace a file that is there.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Replaces a file that is read-only, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// Writes the address of the content, and saves nothing. Whoever has the address can read the cache, without credentials, until it ends
    /// some minutes later.
    /// </summary>
    [Parameter]
    public SwitchParameter UriOnly { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => InputObject ?? base.FailureTarget;

    private bool IsFolder => OutFile!.EndsWith("/", StringComparison.Ordinal) || OutFile.EndsWith("\\", StringComparison.Ordinal)
        || Directory.Exists(SessionState.Path.GetUnresolvedProviderPathFromPSPath(OutFile));

    /// <inheritdoc/>
    protected override void Process()
    {
        if (InputObject is not null)
        {
            RequirePlace(InputObject.Workspace, InputObject.Repository);
        }

        IReadOnlyList<Cache> caches = InputObject is null ? Find() : [InputObject];
        if (caches.Count > 1 && !UriOnly && OutFile is not null && !IsFolder)
        {
            // Neither is better than the others.
            throw new ItemFailedException(
                ErrorRecords.CacheFileTaken(OutFile, $"{OutFile} is one file, and {caches.Count} caches are meant."));
        }

        foreach (Cache cache in caches)
        {
            Guard(() => Save(cache), cache);
        }
    }

    /// <inheritdoc/>
    private protected override void Idle() => _progress?.Tick();

    private IReadOnlyList<Cache> Find()
    {
        if (Name is null && Uuid is null)
        {
            throw new ItemFailedException(ErrorRecords.CacheRequired("or pipe caches in"), terminating: true);
        }

        RepositoryId repository = Target;
        CacheListing listing = Await(token => CacheListing.ReadAsync(Client, repository, token));
        if (listing.Failure is { } e)
        {
            throw new ItemFailedException(ErrorDescription.From(e, CurrentSession, repository.ToString()));
        }

        IEnumerable<Cache> named = Name is null
            ? []
            : Pick(listing.Caches, repository, Name, null).GroupBy(c => c.Name, StringComparer.Ordinal).Select(Newest);
        IEnumerable<Cache> meant = Uuid is null ? [] : Pick(listing.Caches, repository, null, Uuid);
        return [.. named.Concat(meant).Distinct()];
    }

    private Cache Newest(IEnumerable<Cache> versions)
    {
        Cache[] all = [.. versions.OrderByDescending(c => c.CreatedOn ?? DateTimeOffset.MinValue)];
        if (all.Length > 1)
        {
            WriteVerbose($"Cache '{all[0].Name}' has {all.Length} versions; the newest is taken, {all[0].Uuid}.");
        }

        return all[0];
    }

    private void Save(Cache cache)
    {
        BitbucketClient client = Client;
        if (UriOnly)
        {
            WriteObject(Await(token => CacheDownload.AddressAsync(client, cache, token)).OriginalString);
            return;
        }

        string path = PathFor(cache);
        CheckFile(path);
        var download = new CacheDownload(client, cache, path);
        using var progress = new DownloadProgress($"Saving cache {cache}", () => (download.Position, download.Length), WriteProgress);
        _progress = progress;
        CacheDownloadEnd end = Await(download.SaveAsync);
        switch (end.Status)
        {
            case CacheDownloadStatus.Gone:
                throw new ItemFailedException(ErrorRecords.CacheGone(cache));
            case CacheDownloadStatus.Refused:
                throw new ItemFailedException(ErrorRecords.CacheRefused(cache, end.Failure!));
            case CacheDownloadStatus.WrongSize:
                throw new ItemFailedException(ErrorRecords.CacheIncomplete(cache));
            default:
                _written.Add(path);
                WriteFile(path);
                break;
        }
    }

    private string PathFor(Cache cache)
    {
        string name = FileNames.Safe($"{cache.Repository}-{cache.Name}", $"-{FileNames.Safe(Display.Uuid(cache.Uuid))}.tar");
        if (OutFile is null)
        {
            return Path.Combine(SessionState.Path.CurrentFileSystemLocation.ProviderPath, name);
        }

        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(OutFile);
        if (!IsFolder)
        {
            return path;
        }

        Directory.CreateDirectory(path);
        return Path.Combine(path, name);
    }

    /// <summary>What would keep the file from its place, looked at before anything is downloaded.</summary>
    private void CheckFile(string path)
    {
        if (_written.Contains(path))
        {
            throw new ItemFailedException(ErrorRecords.CacheFileTaken(path, $"{path} was already written for another cache in this call."));
        }

        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder.");
        }

        if (!File.Exists(path))
        {
            return;
        }

        if (NoClobber)
        {
            throw new ItemFailedException(ErrorRecords.FileExists(path));
        }

        FileAttributes attributes = File.GetAttributes(path);
        if (attributes.HasFlag(FileAttributes.ReadOnly))
        {
            if (!Force)
            {
                throw new UnauthorizedAccessException($"{path} is read-only. Use -Force to replace it.");
            }

            File.SetAttributes(path, attributes & ~FileAttributes.ReadOnly);
        }
    }
}
