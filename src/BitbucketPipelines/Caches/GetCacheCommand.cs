using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the caches of a repository.</summary>
/// <remarks>
/// <para>Each version of a cache is an object of its own: a cache with key files has one for each state of these files. Size is in bytes,
/// and that of the stored archive.</para>
/// <para>A cache can be piped to Remove-BbCache and Save-BbCache, and to Get-BbPipeline and Get-BbStepLog for the run that made it.</para>
/// </remarks>
/// <example>
/// <code>Get-BbCache</code>
/// <para>Gets all caches of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbCache -LargerThan 500MB | Sort-Object Size -Descending</code>
/// <para>Looks for large caches in the repositories of the workspace.</para>
/// </example>
/// <example>
/// <code>Get-BbCache 'node*' -OlderThan 7d</code>
/// <para>Gets versions that are older than a week.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbCache", DefaultParameterSetName = NameSet, SupportsPaging = true)]
[OutputType(typeof(Cache))]
public sealed class GetCacheCommand : CacheCmdlet
{
    /// <summary>The uuid of a version, with or without braces.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    public string[]? Uuid { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        CacheFilter filter = NewFilter();
        WriteList(CacheResource.Of(Target, Client.SiteUri), new ListQuery<Cache>
        {
            Names = Name,
            Uuids = Uuid,
            Filter = filter.IsEmpty ? null : filter.Matches,
        });
    }
}
