using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>The caches of a repository. The list is read once; then versions are removed.</summary>
internal sealed class CacheStore(BitbucketClient client, RepositoryId repository)
{
    private readonly object _gate = new();
    private Task<List<Cache>>? _listing;
    private IReadOnlyList<Cache>? _caches;
    private IReadOnlyList<Cache>? _assumed;

    /// <summary>The repository.</summary>
    public RepositoryId Repository { get; } = repository;

    /// <summary>All versions, in the order of the server. Available after <see cref="ReadAsync(CancellationToken)"/>.</summary>
    public IReadOnlyList<Cache> Caches => _caches ?? throw new InvalidOperationException("The caches have not been read.");

    /// <summary>Plans the removals of this repository, so that a version that is selected twice is removed once.</summary>
    public CacheRemovalPlan Removals { get; } = new();

    /// <summary>Whether versions are removed as they are known, without reading the list before.</summary>
    public bool IsAssumed => _assumed is not null;

    /// <summary>
    /// Takes versions as they are known, instead of reading the list. Bitbucket answers in the same way whether they still exist.
    /// </summary>
    public void Assume(IReadOnlyList<Cache> known) => _assumed = known;

    /// <summary>Reads all pages on the first call, unless the versions are assumed.</summary>
    /// <param name="isPlan">Whether this is for -WhatIf, which shows what is there now.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="BitbucketApiException">The list could not be read.</exception>
    public Task<IReadOnlyList<Cache>> ReadAsync(bool isPlan, CancellationToken cancellationToken) =>
        _assumed is { } known && !isPlan ? Task.FromResult(_caches = known) : ReadAsync(cancellationToken);

    /// <summary>Reads all pages on the first call.</summary>
    /// <exception cref="BitbucketApiException">The list could not be read.</exception>
    public async Task<IReadOnlyList<Cache>> ReadAsync(CancellationToken cancellationToken)
    {
        Task<List<Cache>> listing;
        lock (_gate)
        {
            listing = _listing ??= client.ReadAllAsync(Endpoints.Caches.List(Repository), c => c.Uuid, cancellationToken);
        }

        List<Cache> all = await listing.ConfigureAwait(false);
        all.ForEach(c => c.SetLocation(Repository, client.SiteUri));
        return _caches = all;
    }

    /// <summary>Removes versions. Reports errors of the server in the results and does not throw them.</summary>
    /// <returns>One result for each version.</returns>
    public async Task<IReadOnlyList<CacheResult>> ApplyAsync(CacheRemoval removal, CancellationToken cancellationToken)
    {
        try
        {
            ApiRequest request = removal.Name is null
                ? Endpoints.Caches.Delete(Repository, Required.Uuid(removal.Caches[0].Uuid, $"cache '{removal.Caches[0].Name}'"))
                : Endpoints.Caches.DeleteByName(Repository, removal.Name);
            await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return removal.Rows(ItemResult.Succeeded, null);
        }
        catch (BitbucketApiException e) when (e.IsGone)
        {
            // It has already been removed.
            return removal.Rows(ItemResult.Succeeded, null);
        }
        catch (BitbucketApiException e)
        {
            return removal.Rows(ItemResult.Failed, e.Message, e);
        }
    }
}
