using System.Collections.Concurrent;

namespace BitbucketPipelines.Api;

/// <summary>Reads the places of bulk work, each once: in advance, or when its turn has come.</summary>
/// <param name="atOnce">The maximum number of places that are read at the same time in advance.</param>
/// <param name="requests">Limits the requests of the work.</param>
/// <param name="ends">The accounts whose work ended early.</param>
/// <param name="isOfPlace">Whether an exception affects only one place.</param>
internal sealed class BulkReading(int atOnce, PriorityGate requests, BulkEnds ends, Func<Exception, bool> isOfPlace)
{
    private readonly ConcurrentDictionary<BulkPlace, Lazy<Task<bool>>> _readings = new();
    private int _inAdvance;

    /// <summary>The number of places that <see cref="ReadAllAsync"/> has processed; zero when it has ended.</summary>
    public int InAdvance => Volatile.Read(ref _inAdvance);

    /// <summary>Reads all places in advance.</summary>
    /// <returns>The places that could be read.</returns>
    public async Task<IReadOnlyList<BulkPlace>> ReadAllAsync(IReadOnlyList<BulkPlace> places, CancellationToken cancellationToken)
    {
        using var gate = new SemaphoreSlim(atOnce);
        bool[] done = await Task.WhenAll(places.Select(async place =>
        {
            // Limits how many are started: a failure that ends the work is noticed before the next ones begin.
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await ReadOnceAsync(place, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (isOfPlace(e))
            {
                return false;
            }
            finally
            {
                Interlocked.Increment(ref _inAdvance);
                gate.Release();
            }
        })).ConfigureAwait(false);
        // From now on the places are counted when they are planned.
        Volatile.Write(ref _inAdvance, 0);
        return [.. places.Where((_, i) => done[i])];
    }

    /// <summary>Reads a place, unless that was done. Returns false if the work of its account has ended.</summary>
    public Task<bool> ReadOnceAsync(BulkPlace place, CancellationToken cancellationToken) =>
        _readings.GetOrAdd(place, _ => new Lazy<Task<bool>>(() => ReadAsync(place, cancellationToken))).Value;

    private async Task<bool> ReadAsync(BulkPlace place, CancellationToken cancellationToken)
    {
        await requests.WaitAsync(place.Rank, cancellationToken).ConfigureAwait(false);
        try
        {
            if (ends.Of(place.Account) is not null)
            {
                return false;
            }

            await place.Read(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (BitbucketApiException e) when (BulkWork.IsEnd(e))
        {
            _ = ends.Add(place, e);
            throw;
        }
        finally
        {
            requests.Release();
        }
    }
}
