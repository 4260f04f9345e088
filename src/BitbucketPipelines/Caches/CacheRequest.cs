using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>The caches that one pipeline record of Remove-BbCache selects.</summary>
/// <param name="Store">The caches of the repository.</param>
/// <param name="Session">The session whose credentials are used.</param>
/// <param name="Resource">Describes the caches of the repository.</param>
/// <param name="Names">The names, with or without wildcards; null when none were specified.</param>
/// <param name="Uuids">The uuids of versions; null when none were specified.</param>
/// <param name="Filter">The age and size of the versions.</param>
internal sealed record CacheRequest(
    CacheStore Store, BitbucketSession Session, Resource<Cache> Resource, string[]? Names, string[]? Uuids, CacheFilter Filter)
{
    /// <summary>The piped version as it was read, if it was read from this repository; otherwise null.</summary>
    public Cache? Piped { get; init; }

    /// <summary>The only name or uuid, or <c>*</c> if there are several or none.</summary>
    private string Label => (Names ?? Uuids) is { Length: 1 } single ? single[0] : "*";

    /// <summary>The bulk target for consecutive requests about the same repository.</summary>
    /// <param name="requests">The requests, at least one. All have the same store.</param>
    /// <param name="notFound">Called for each name and uuid that matches nothing.</param>
    /// <param name="isPlan">Whether this is for -WhatIf.</param>
    public static BulkTarget ToTarget(IReadOnlyList<CacheRequest> requests, Action<ErrorDescription> notFound, bool isPlan)
    {
        (CacheStore store, string repository) = (requests[0].Store, requests[0].Store.Repository.ToString());
        return new BulkTarget(
            repository, requests[0].Session, token => store.ReadAsync(isPlan, token),
            () => [.. requests.SelectMany(request => request.Plan(notFound)).Select(removal => ToItem(store, removal))],
            (reason, e) => new CacheResult(requests.Count == 1 ? requests[0].Label : "*", store.Repository, reason)
            {
                Failure = ItemFailure.From(e),
            })
        {
            IsReadForPlanOnly = store.IsAssumed,
        };
    }

    private static BulkItem ToItem(CacheStore store, CacheRemoval removal) => new(
        $"{store.Repository}/{removal.Caches[0].Uuid}", ItemAction.Remove,
        $"Remove cache {removal.Caches[0].Name} ({removal.Versions}, {Display.Size(removal.Size)}) in {store.Repository}",
        (status, reason) => removal.Rows(status, reason), async token => await store.ApplyAsync(removal, token).ConfigureAwait(false));

    private IEnumerable<CacheRemoval> Plan(Action<ErrorDescription> notFound)
    {
        (CacheRemovalPlan plan, IReadOnlyList<Cache> all) = (Store.Removals, Store.Caches);
        return Names is null && Uuids is null
            ? plan.Each(all, Filter)
            : (Names ?? []).SelectMany(name => plan.ByName(name, Find([name], null), Filter))
                .Concat(Uuids is null ? [] : plan.Each(Find(null, Uuids), Filter));

        IReadOnlyList<Cache> Find(string[]? names, string[]? uuids) => NameFilter.Select(Resource, all, names, uuids, notFound);
    }
}
