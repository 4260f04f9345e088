using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>The lists that one call has read. Each is read once, however many records refer to it.</summary>
internal sealed class ResourceLists<T>
    where T : class
{
    private readonly object _gate = new();
    private readonly Dictionary<(BitbucketSession, string), Task<List<T>>> _readings = [];

    /// <summary>
    /// Reads the list of a selection, once, and in addition each item whose uuid the selection names but that is not in the list: a list
    /// can lag behind recent changes.
    /// </summary>
    /// <exception cref="BitbucketApiException">The list or an item cannot be read.</exception>
    public async Task ReadAsync(Selection<T> selection, CancellationToken cancellationToken)
    {
        Task<List<T>>? reading;
        lock (_gate)
        {
            if (!_readings.TryGetValue(selection.Key, out reading))
            {
                _readings[selection.Key] = reading = ListAsync(selection, cancellationToken);
            }
        }

        List<T> all = await reading.ConfigureAwait(false);
        foreach (string uuid in selection.Resource.Get is null ? [] : selection.Uuids ?? [])
        {
            if (Guid.TryParse(uuid, out _) && NameFilter.WithUuid(selection.Resource, Of(selection), uuid).Count == 0
                && await TryGetAsync(selection, uuid, cancellationToken).ConfigureAwait(false) is { } item)
            {
                lock (_gate)
                {
                    // Another selection may have added it in the meantime.
                    if (NameFilter.WithUuid(selection.Resource, all, uuid).Count == 0)
                    {
                        all.Add(item);
                    }
                }
            }
        }
    }

    /// <summary>The list of a selection. Call it after <see cref="ReadAsync"/>.</summary>
    public IReadOnlyList<T> Of(Selection<T> selection)
    {
        lock (_gate)
        {
#pragma warning disable RS0030 // The task has completed, so this does not wait.
            return [.. _readings[selection.Key].GetAwaiter().GetResult()];
#pragma warning restore RS0030
        }
    }

    /// <summary>Reads a list and merges what this session has written in the last seconds, because a list can lag behind.</summary>
    private static async Task<List<T>> ListAsync(Selection<T> selection, CancellationToken cancellationToken)
    {
        Resource<T> resource = selection.Resource;
        List<T> all = await selection.Client.ReadCurrentAsync(resource.List, resource.UuidOf, cancellationToken).ConfigureAwait(false);
        all.ForEach(resource.SetLocation);
        return all;
    }

    private static async Task<T?> TryGetAsync(Selection<T> selection, string uuid, CancellationToken cancellationToken)
    {
        try
        {
            T item = await selection.Client.SendAsync(selection.Resource.Get!(RepositoryId.Braced(uuid)), cancellationToken)
                .ConfigureAwait(false);
            selection.Resource.SetLocation(item);
            return item;
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            return null;
        }
    }
}
