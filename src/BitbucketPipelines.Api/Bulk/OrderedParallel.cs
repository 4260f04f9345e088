namespace BitbucketPipelines.Api;

/// <summary>Processes items in parallel and returns the results in the order of the items.</summary>
internal static class OrderedParallel
{
    /// <summary>
    /// Runs <paramref name="work"/> for each item, for at most <paramref name="atOnce"/> at the same time. Items with the same key run one
    /// after the other.
    /// </summary>
    /// <param name="items">The items to process.</param>
    /// <param name="atOnce">The degree of parallelism, at least 1.</param>
    /// <param name="key">The key of an item; an item waits for earlier ones with the same key.</param>
    /// <param name="work">Processes an item; an exception ends the whole run.</param>
    /// <param name="done">Receives each result, in the order of the items, as soon as all earlier ones are complete.</param>
    /// <param name="cancellationToken">Cancels the whole run.</param>
    public static async Task RunAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, int atOnce, Func<TItem, string> key, Func<TItem, CancellationToken, Task<TResult>> work,
        Action<TResult> done, CancellationToken cancellationToken)
    {
        using var gate = new SemaphoreSlim(Math.Max(1, atOnce));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var last = new Dictionary<string, Task>(StringComparer.Ordinal);
        var running = new Queue<Task<TResult>>();
        try
        {
            foreach (TItem item in items)
            {
                await gate.WaitAsync(stop.Token).ConfigureAwait(false);
                string name = key(item);
                Task before = last.TryGetValue(name, out Task? earlier) ? earlier : Task.CompletedTask;
                Task<TResult> task = RunOneAsync(item, before);
                last[name] = task;
                running.Enqueue(task);
                while (running.Count > 0 && running.Peek().IsCompleted)
                {
                    done(await running.Dequeue().ConfigureAwait(false));
                }
            }

            while (running.Count > 0)
            {
                done(await running.Dequeue().ConfigureAwait(false));
            }
        }
        finally
        {
            stop.Cancel();
            // Everything that still runs was cancelled; wait for it to end.
            await Task.WhenAll(
                running.Select(
                    t => t.ContinueWith(
                        _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)))
                        .ConfigureAwait(false);
        }

        async Task<TResult> RunOneAsync(TItem item, Task before)
        {
            try
            {
                await before.ConfigureAwait(false);
                return await work(item, stop.Token).ConfigureAwait(false);
            }
            finally
            {
                gate.Release();
            }
        }
    }
}
