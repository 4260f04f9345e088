using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>A cmdlet that works on caches.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class CacheCmdlet : RepositoryCmdlet
{
    private protected const string NameSet = "Name";
    private protected const string InputSet = "InputObject";

    /// <summary>The name of the cache, such as <c>node</c>. Takes wildcards; the case does not matter.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CacheCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The versions that names and uuids mean. What means none is told.</summary>
    private protected IReadOnlyList<Cache> Pick(
        IReadOnlyList<Cache> all, RepositoryId repository, string[]? names, string[]? uuids, Action<ErrorDescription>? tell = null) =>
        NameFilter.Select(CacheResource.Of(repository, Client.SiteUri), all, names, uuids, tell ?? WriteError);
}
