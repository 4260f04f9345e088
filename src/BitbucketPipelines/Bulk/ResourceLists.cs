using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>Lists that were read, each once for a whole call, however many records are about it.</summary>
internal sealed class ResourceLists<T>
    where T : class
{
    private readonly object _gate = new();
    private readonly Dictionary<string, Task<IReadOnlyList<T>>> _readings = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the list that a record is about, at the first call.</summary>
    /// <exception cref="BitbucketApiException">It cannot be read.</exception>
    public Task<IReadOnlyList<T>> ReadAsync(Selection<T> selection, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_readings.TryGetValue(selection.Key, out Task<IReadOnlyList<T>>? reading))
            {
                _readings[selection.Key] = reading = ListAsync(selection, cancellationToken);
            }

            return reading;
        }
    }

    /// <summary>The list, after <see cref="ReadAsync"/>.</summary>
    public IReadOnlyList<T> Of(Selection<T> selection)
    {
        lock (_gate)
        {
#pragma warning disable RS0030 // It has been read: nothing is waited for.
            return _readings[selection.Key].GetAwaiter().GetResult();
#pragma warning restore RS0030
        }
    }

    /// <summary>With what this session has written in the last seconds: a list can lag behind.</summary>
    private static async Task<IReadOnlyList<T>> ListAsync(Selection<T> selection, CancellationToken cancellationToken)
    {
        Resource<T> resource = selection.Resource;
        List<T> all = await selection.Client.ReadCurrentAsync(resource.List, resource.UuidOf, cancellationToken).ConfigureAwait(false);
        all.ForEach(resource.SetLocation);
        return all;
    }
}
