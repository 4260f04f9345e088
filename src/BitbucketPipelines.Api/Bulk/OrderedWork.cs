namespace BitbucketPipelines.Api;

/// <summary>Does many things, some at a time, and gives the results in the order of the things.</summary>
internal static class OrderedWork
{
    /// <summary>
    /// Runs <paramref name="work"/> for each item, at most <paramref name="atOnce"/> at a time; items of one key never at the same time.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="atOnce">How many at the same time, at least 1.</param>
    /// <param name="key">What must not be worked on twice at the same time; later items wait for earlier ones.</param>
    /// <param name="work">The work; an exception ends everything.</param>
    /// <param name="done">Told each result, in the order of the items, as soon as all before it are done.</param>
    /// <param name="cancellationToken">Ends everything; what is under way is cancelled.</param>
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
            // Whatever is still under way has been cancelled; nothing is left behind.
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
