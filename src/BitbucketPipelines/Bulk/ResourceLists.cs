using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// Where one call finds the items that it changes: in lists, each of which is read once, however many records refer to it, or in the piped
/// objects themselves.
/// </summary>
internal sealed class ResourceLists<T>
    where T : class
{
    private readonly object _gate = new();
    private readonly Dictionary<(BitbucketSession, string), Task<List<T>>> _readings = [];
    private readonly Dictionary<((BitbucketSession, string), string), T> _piped = [];
    private readonly HashSet<(BitbucketSession, string)> _needed;

    /// <summary>Decides which lists are needed; reads nothing yet.</summary>
    /// <param name="selections">All records of the call.</param>
    public ResourceLists(IReadOnlyList<Selection<T>> selections)
    {
        // Where one record needs the list, it costs nothing to use it for the others.
        _needed = [.. selections.Where(s => s.Piped is not { } piped || !s.Suffices(piped)).Select(s => s.Key)];
        foreach (Selection<T> selection in selections.Where(IsPiped))
        {
            // Two records about one item share it, as they would share the item of a list.
            (var key, T piped) = (PipedKey(selection), selection.Piped!);
            _piped[key] = _piped.TryGetValue(key, out T? first) ? first : piped;
        }
    }

    /// <summary>Whether the piped objects of the place of this record say all that is needed.</summary>
    public bool IsPiped(Selection<T> selection) => !_needed.Contains(selection.Key);

    /// <summary>Whether the list of a selection was read.</summary>
    public bool IsRead(Selection<T> selection)
    {
        lock (_gate)
        {
            return _readings.TryGetValue(selection.Key, out Task<List<T>>? reading) && reading.Status == TaskStatus.RanToCompletion;
        }
    }

    /// <summary>
    /// The items that a record specifies: in the list, if it was read, otherwise the piped object. Call it after <see cref="ReadAsync"/>.
    /// </summary>
    /// <param name="selection">The record.</param>
    /// <param name="error">Called for each name or uuid that no item has, and for each ambiguous name.</param>
    public IReadOnlyList<T> Find(Selection<T> selection, Action<ErrorDescription> error) =>
        !IsRead(selection) ? [_piped[PipedKey(selection)]] : NameFilter.SelectForChange(
            selection.Resource, Of(selection), selection.Names, selection.Uuids, selection.HasPatterns, error);

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

    private static ((BitbucketSession, string), string) PipedKey(Selection<T> selection) =>
        (selection.Key, selection.Resource.UuidOf(selection.Piped!)!.ToUpperInvariant());

    /// <summary>Reads a list and merges what this session has written in the last seconds, because a list can lag behind.</summary>
    private static async Task<List<T>> ListAsync(Selection<T> selection, CancellationToken cancellationToken)
    {
        Resource<T> resource = selection.Resource;
        List<T> all = await selection.Client.ReadCurrentAsync(resource.List, resource.UuidOf, resource.Get, cancellationToken)
            .ConfigureAwait(false);
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
