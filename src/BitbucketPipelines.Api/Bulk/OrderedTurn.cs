namespace BitbucketPipelines.Api;

/// <summary>The turn of one piece of work.</summary>
/// <param name="before">Ends when the turns before this one have ended.</param>
internal sealed class OrderedTurn(Task before)
{
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the turn.</summary>
    public Task Done => _done.Task;

    /// <summary>Prepares the work at once, and carries it out after the turns before this one, also after those that failed.</summary>
    public async Task<TResult> RunAsync<TReady, TResult>(Func<Task<TReady>> prepare, Func<TReady, Task<TResult>> carryOut)
    {
        try
        {
            TReady ready = await prepare().ConfigureAwait(false);
            await before.ConfigureAwait(false);
            return await carryOut(ready).ConfigureAwait(false);
        }
        finally
        {
            // What fails while it is prepared must not let the next one overtake those before it.
            await before.ConfigureAwait(false);
            _done.TrySetResult(true);
        }
    }
}
