using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Removes caches.</summary>
/// <remarks>
/// <para>Asks for confirmation before each removal, unless -Force is specified. The next build that uses the cache creates it again.</para>
/// <para>-Name removes all versions of each matching cache with one request. With -OlderThan, -LargerThan, -Uuid or piped caches, versions
/// are removed one by one. Bitbucket answers a deletion in the same way whether the cache existed or not. Therefore the list is read first,
/// and a name or uuid that is not in it is an error. Versions that Get-BbCache returned are not looked up again.</para>
/// <para>Piped repositories are processed in parallel, with at most -ThrottleLimit requests at the same time.</para>
/// </remarks>
/// <example>
/// <code>Remove-BbCache node</code>
/// <para>Removes all versions of a cache of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Remove-BbCache -OlderThan 30 -Force -PassThru</code>
/// <para>Removes all versions older than 30 days from all repositories of the workspace, and returns the result for each.</para>
/// </example>
/// <example>
/// <code>Remove-BbCache * -LargerThan 500MB -WhatIf</code>
/// <para>Shows which large caches would be removed.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbCache", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = NameSet)]
[OutputType(typeof(CacheResult))]
public sealed class RemoveCacheCommand : CacheCmdlet
{
    private readonly List<CacheRequest> _requests = [];
    private readonly OpenStores<CacheStore> _stores = new();
    private readonly List<Cache?> _piped = [];

    /// <summary>The uuid of a version, with or without braces.</summary>
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CacheCompleter))]
    public string[]? Uuid { get; set; }

    /// <summary>A version from Get-BbCache.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public Cache? InputObject { get; set; }

    /// <summary>Does not ask for confirmation.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the result for each version; with -WhatIf, the planned removals.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => InputObject ?? base.FailureTarget;

    /// <inheritdoc/>
    protected override void Process()
    {
        CacheFilter filter = NewFilter();
        if (InputObject is null && Name is null && Uuid is null && filter.IsEmpty)
        {
            throw new ErrorRecordException(
                Errors.CacheRequired("-OlderThan or -LargerThan, or pipe caches to this cmdlet"), terminating: true);
        }

        BitbucketClient client = Client;
        RepositoryId repository = ResolveRepositoryOf(InputObject);
        _piped.Add(InputObject);
        _requests.Add(new CacheRequest(
            _stores.Get(CurrentSession, repository.ToString(), () => new CacheStore(client, repository)), CurrentSession,
            CacheResource.Of(repository, client.SiteUri), Name, InputObject is null ? Uuid : [InputObject.Uuid ?? ""], filter)
        {
            Piped = InputObject?.AsReadFrom(client.SiteUri, repository.Workspace, repository.Slug) is Cache { Uuid.Length: > 0 } read
                && read.Uuid == InputObject.Uuid ? read : null,
        });
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        foreach (var same in _requests.GroupBy(r => r.Store).Where(same => same.All(r => r.Piped is not null)))
        {
            same.Key.Assume([.. same.Select(r => r.Piped!)]);
        }

        ForgetRead(_piped);

        ExecutePlan(
            [.. Consecutive.By(_requests, r => r.Store).Select(group => CacheRequest.ToTarget(group, DeferError, IsWhatIf))],
            new BulkOptions("cache", ThrottleLimit)
            {
                Failed = f => Errors.ItemFailed(f, "cache", CurrentSession),
                SuppressRows = !PassThru,
                Force = Force,
                IsHighImpact = true,
            });
    }
}
