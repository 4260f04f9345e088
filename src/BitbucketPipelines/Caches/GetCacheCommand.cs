using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the caches of a repository.</summary>
/// <remarks>
/// <para>Returns one object for each version of a cache. A cache with key files has a version for each state of these files. Size is the
/// size of the stored archive, in bytes.</para>
/// <para>A cache can be piped to Remove-BbCache and Save-BbCache, and to Get-BbPipeline and Get-BbStepLog for the run that created
/// it.</para>
/// </remarks>
/// <example>
/// <code>Get-BbCache</code>
/// <para>Gets all caches of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbCache -LargerThan 500MB | Sort-Object Size -Descending</code>
/// <para>Finds large caches in all repositories of the workspace.</para>
/// </example>
/// <example>
/// <code>Get-BbCache 'node*' -OlderThan 7d</code>
/// <para>Gets the versions that are older than a week.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbCache", DefaultParameterSetName = NameSet, SupportsPaging = true)]
[OutputType(typeof(Cache))]
public sealed class GetCacheCommand : CacheCmdlet
{
    /// <summary>The uuid of a version, with or without braces.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CacheCompleter))]
    public string[]? Uuid { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        CacheFilter filter = NewFilter();
        WriteList(CacheResource.Of(TargetRepository, Client.SiteUri), new ListQuery<Cache>
        {
            Names = Name,
            Uuids = Uuid,
            Filter = filter.IsEmpty ? null : filter.Matches,
        });
    }
}
