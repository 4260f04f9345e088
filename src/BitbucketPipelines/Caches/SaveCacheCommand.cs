using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Saves the content of caches to files.</summary>
/// <remarks>
/// <para>If a name matches several versions of a cache, the newest is saved. -Uuid or a piped cache selects exactly that version.</para>
/// <para>The content is saved as it is stored. Bitbucket does not say in which archive format; <c>tar -xf</c> detects the format and the
/// compression.</para>
/// <para>The download is written to a temporary file next to the target. Its name ends with the uuid of the version and .partial. It
/// replaces the target when it is complete and has the size that Bitbucket states. A broken connection is resumed. A download that was
/// interrupted with Ctrl+C, or failed, is resumed by the next call for the same version and file.</para>
/// <para>The content is downloaded from a URL that contains its own credentials. A new URL is requested when it expires. The credentials
/// of the session are not sent there, and the URL appears only in the output of -UriOnly.</para>
/// <para>Caches are large, so that one is saved after the other, whatever -ThrottleLimit says. With -UriOnly, several URLs are requested at
/// the same time.</para>
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
/// <para>Passes the URL to another program.</para>
/// </example>
[Cmdlet(VerbsData.Save, "BbCache", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
[OutputType(typeof(FileInfo), typeof(string))]
public sealed class SaveCacheCommand : RepositoryCmdlet
{
    private CacheSaver? _saver;

    /// <summary>The name of the cache, such as <c>node</c>. Wildcards are allowed, and the case is ignored.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CacheCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The uuid of a version, with or without braces.</summary>
    [Parameter(ParameterSetName = "Name", ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CacheCompleter))]
    public string[]? Uuid { get; set; }

    /// <summary>A version from Get-BbCache.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public Cache? InputObject { get; set; }

    /// <summary>
    /// The file, or a folder (also a path that ends with a slash) for files named after the repository, the cache and the version, such as
    /// <c>widgets-node-0c1f6f5e.tar</c>. The default is the current folder. An existing file is replaced when the download is complete.
    /// </summary>
    [Parameter(Position = 1)]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Does not replace an existing file.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Also replaces a read-only file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// Writes the URL of the content instead of saving it. Anyone who has the URL can read the cache without credentials, until the URL
    /// expires after some minutes.
    /// </summary>
    [Parameter]
    public SwitchParameter UriOnly { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => InputObject ?? base.FailureTarget;

    /// <inheritdoc/>
    private protected override bool IsWriter => false;

    /// <inheritdoc/>
    protected override void Begin() => _saver = new CacheSaver(OutFile, SessionState.Path, NoClobber, Force, WriteProgress);

    /// <inheritdoc/>
    protected override void Process()
    {
        IReadOnlyList<Cache> caches = InputObject is null ? Find() : [InputObject];
        RequirePlace(InputObject?.Workspace, InputObject?.Repository);
        if (UriOnly)
        {
            foreach (Cache cache in caches)
            {
                Start(
                    (client, token) => CacheDownload.AddressAsync(client, cache, token), address => WriteObject(address.OriginalString),
                    cache);
            }

            return;
        }

        _saver!.RequireFolder(caches.Count);
        foreach (Cache cache in caches)
        {
            Guard(() => Save(cache), cache);
        }
    }

    /// <inheritdoc/>
    private protected override void Idle() => _saver?.UpdateProgress();

    private IReadOnlyList<Cache> Find()
    {
        if (Name is null && Uuid is null)
        {
            throw new ErrorRecordException(Errors.CacheRequired("or pipe caches to this cmdlet"), terminating: true);
        }

        RepositoryId repository = TargetRepository;
        IReadOnlyList<Cache>? all = null;
        Guard(() => all = Await(new CacheStore(Client, repository).ReadAsync), repository.ToString());
        return all is null ? []
            : CacheVersions.Select(CacheResource.Of(repository, Client.SiteUri), all, Name, Uuid, WriteError, WriteVerbose);
    }

    private void Save(Cache cache)
    {
        if (ShouldWriteFile(FilePath(OutFile ?? "."), $"cache {cache.Name} ({cache.Uuid}) of {cache.Workspace}/{cache.Repository}"))
        {
            WriteFile(_saver!.Save(Client, cache, Await));
        }
    }
}
