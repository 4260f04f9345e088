using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Commands;

/// <summary>Removes caches.</summary>
/// <remarks>
/// <para>Asks before each, unless -Force is given. The next build that uses the cache makes it anew.</para>
/// <para>A name without wildcards, and without -OlderThan and -LargerThan, removes every version of the cache with one request; all else
/// removes exactly the versions that are listed. Bitbucket answers a deletion in the same way whether there was something to delete or
/// not, so the list is read first, and what is not in it is an error.</para>
/// <para>Repositories that are piped in are read and cleaned one at the heels of the other, -ThrottleLimit requests at a time.</para>
/// </remarks>
/// <example>
/// <code>Remove-BbCache node</code>
/// <para>Removes every version of a cache of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Remove-BbCache -OlderThan 30 -Force -PassThru</code>
/// <para>Removes what is older than 30 days from all repositories of the workspace, and tells what became of each.</para>
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

    /// <summary>The uuid of a version, with or without braces.</summary>
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[]? Uuid { get; set; }

    /// <summary>A version from Get-BbCache.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [ValidateNotNull]
    public Cache? InputObject { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Requests in flight at most.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    /// <summary>Writes what became of each version; with -WhatIf, the plan.</summary>
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
                ErrorRecords.CacheRequired("or -OlderThan or -LargerThan, or pipe caches in"), terminating: true);
        }

        BitbucketClient client = Client;
        RepositoryId repository = TargetOf(InputObject);
        _requests.Add(new CacheRequest(
            _stores.Get(CurrentSession, repository.ToString(), () => new CacheStore(client, repository)), CurrentSession,
            CacheResource.Of(repository, client.SiteUri), Name, InputObject is null ? Uuid : [InputObject.Uuid ?? ""], filter));
    }

    /// <inheritdoc/>
    protected override void Finish() => ExecutePlan(
        [.. Consecutive.By(_requests, r => r.Store).Select(group => new BulkTarget(
            group[0].Store.Repository.ToString(), group[0].Session, group[0].Store.ReadAsync,
            () => [.. group.SelectMany(Plan).Select(removal => ItemOf(group[0].Store, removal))],
            (reason, e) => new CacheResult(group.Count == 1 ? group[0].Wanted : "*", group[0].Store.Repository, reason)
            {
                Failure = ItemFailure.From(e),
            }))],
        new BulkOptions("cache", ThrottleLimit)
        {
            Failed = f => ErrorRecords.ItemFailed(f, "cache", CurrentSession),
            Quiet = !PassThru,
            Force = Force,
            IsHigh = true,
        });

    private IEnumerable<CacheRemoval> Plan(CacheRequest request)
    {
        (CacheRemovalPlan plan, IReadOnlyList<Cache> all) = (request.Store.Removals, request.Store.Caches);
        return request.Names is null && request.Uuids is null
            ? plan.Each(all, request.Filter)
            : (request.Names ?? []).SelectMany(name => plan.ByName(name, Find([name], null), request.Filter))
                .Concat(request.Uuids is null ? [] : plan.Each(Find(null, request.Uuids), request.Filter));

        IReadOnlyList<Cache> Find(string[]? names, string[]? uuids) =>
            NameFilter.Select(request.Resource, all, names, uuids, WriteErrorLater);
    }

    private static BulkItem ItemOf(CacheStore store, CacheRemoval removal) => new(
        $"{store.Repository}/{removal.Caches[0].Uuid}", ItemAction.Remove,
        $"Remove cache {removal.Caches[0].Name} ({removal.Versions}, {Display.Size(removal.Size)}) in {store.Repository}",
        (status, reason) => removal.Rows(status, reason), async token => await store.ApplyAsync(removal, token).ConfigureAwait(false));

    /// <summary>What one record asks for.</summary>
    private sealed record CacheRequest(
        CacheStore Store, BitbucketSession Session, Resource<Cache> Resource, string[]? Names, string[]? Uuids, CacheFilter Filter)
    {
        /// <summary>The same in one word.</summary>
        public string Wanted => (Names ?? Uuids) is { Length: 1 } one ? one[0] : "*";
    }
}
