using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Versions of a cache that go with one request: one of them by its uuid, or all by their name.</summary>
/// <param name="Client">The client.</param>
/// <param name="Repository">Where they are.</param>
/// <param name="Caches">The versions.</param>
/// <param name="Name">The name when every version goes, else null.</param>
internal sealed record CacheRemoval(BitbucketClient Client, RepositoryId Repository, IReadOnlyList<Cache> Caches, string? Name)
{
    /// <summary>Removes them. Does not throw for what the server refuses: one that fails says nothing about the others.</summary>
    /// <returns>One result for each version.</returns>
    public async Task<IReadOnlyList<CacheResult>> ApplyAsync(CancellationToken cancellationToken)
    {
        BitbucketApiException? failure = null;
        try
        {
            ApiRequest request = Name is null
                ? Endpoints.Caches.Delete(Repository, Required.Uuid(Caches[0].Uuid, $"cache '{Caches[0].Name}'"))
                : Endpoints.Caches.DeleteByName(Repository, Name);
            await Client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.IsGone)
        {
            // Gone is gone, whoever did it.
        }
        catch (BitbucketApiException e)
        {
            failure = e;
        }

        return [.. Caches.Select(
            c => new CacheResult(
                c, failure is null ? ItemResult.Succeeded : ItemResult.Failed, failure?.Message) { Failure = ItemFailure.From(failure) })];
    }
}
