using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that select caches by name, age or size.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class CacheCmdlet : RepositoryCmdlet
{
    private protected const string NameSet = "Name";
    private protected const string InputSet = "InputObject";

    /// <summary>The name of the cache, such as <c>node</c>. Wildcards are allowed, and the case is ignored.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CacheCompleter))]
    public string[]? Name { get; set; }

    /// <summary>
    /// Only versions that are older than this: a number of days (<c>30</c>), a string (<c>30d</c>, <c>12h</c>, <c>7.00:00:00</c>), a time
    /// span, or a time in the past.
    /// </summary>
    [Parameter]
    [AgeTransformation]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public TimeSpan? OlderThan { get; set; }

    /// <summary>Only versions larger than this, in bytes. The suffixes of PowerShell are allowed, such as 100MB or 1GB.</summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public long? LargerThan { get; set; }

    /// <summary>The filter by age and size.</summary>
    private protected CacheFilter NewFilter() => new(OlderThan, LargerThan, Client.Clock.GetUtcNow());
}
