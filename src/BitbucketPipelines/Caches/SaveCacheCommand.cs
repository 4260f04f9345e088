using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;
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
public sealed class SaveCacheCommand : RepositoryCmdlet
{
    // Longer than most: caches are found by name, uuid or object, and a download has a progress bar and three ways to fail.
    private const string NameSet = "Name";
    private const string InputSet = "InputObject";

    private SaveTargets? _targets;
    private DownloadProgress? _progress;

    /// <summary>The name of the cache, such as <c>node</c>. Takes wildcards; the case does not matter.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CacheCompleter))]
    public string[]? Name { get; set; }

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

    /// <inheritdoc/>
    protected override void Begin() => _targets = new SaveTargets(
        OutFile, SessionState.Path.CurrentFileSystemLocation.ProviderPath, SessionState.Path.GetUnresolvedProviderPathFromPSPath,
        NoClobber, Force);

    /// <inheritdoc/>
    protected override void Process()
    {
        if (InputObject is null && Name is null && Uuid is null)
        {
            throw new ErrorRecordException(ErrorRecords.CacheRequired("or pipe caches in"), terminating: true);
        }

        if (InputObject is not null)
        {
            RequirePlace(InputObject.Workspace, InputObject.Repository);
        }

        IReadOnlyList<Cache> caches = InputObject is null ? Find() : [InputObject];
        if (caches.Count > 1 && !UriOnly && OutFile is not null && !_targets!.IsFolder)
        {
            // None of them is better than the others.
            throw new ErrorRecordException(
                ErrorRecords.CacheFileTaken(OutFile, $"{OutFile} is one file, and {caches.Count} caches are meant."));
        }

        foreach (Cache cache in caches)
        {
            Guard(() => Save(cache), cache);
        }
    }

    /// <inheritdoc/>
    private protected override void Idle() => _progress?.Tick();

    /// <summary>Of each name the newest version, and the versions that are given by uuid.</summary>
    private IReadOnlyList<Cache> Find()
    {
        RepositoryId repository = Target;
        IReadOnlyList<Cache>? all = null;
        Guard(() => all = Await(new CacheStore(Client, repository).ReadAsync), repository.ToString());
        if (all is null)
        {
            return [];
        }

        Resource<Cache> resource = CacheResource.Of(repository, Client.SiteUri);
        IReadOnlyList<Cache> named = Name is null ? [] : NameFilter.Select(resource, all, Name, null, WriteError);
        IReadOnlyList<Cache> given = Uuid is null ? [] : NameFilter.Select(resource, all, null, Uuid, WriteError);
        return [.. named.GroupBy(c => c.Name, StringComparer.Ordinal).Select(Newest).Concat(given).Distinct()];
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

        string path = _targets!.Take(
            FileNames.Safe($"{cache.Repository}-{cache.Name}", $"-{FileNames.Safe(Display.Uuid(cache.Uuid))}.tar"));
        var download = new CacheDownload(client, cache, path);
        using var progress = new DownloadProgress($"Saving cache {cache}", () => (download.Position, download.Length), WriteProgress);
        _progress = progress;
        CacheDownloadEnd end = Await(download.SaveAsync);
        if (ErrorRecords.CacheNotSaved(cache, end) is { } error)
        {
            throw new ErrorRecordException(error);
        }

        _targets.Note(path);
        WriteFile(path);
    }
}
