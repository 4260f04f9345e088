namespace BitbucketPipelines.Api;

/// <summary>
/// Lets a limited number of requests run at the same time. Of those that wait, the one with the lowest rank goes first, and among equal
/// ranks the one that has waited longest.
/// </summary>
/// <param name="atOnce">The maximum number of requests at the same time.</param>
internal sealed class PriorityGate(int atOnce)
{
    private readonly object _gate = new();
    private readonly SortedDictionary<(int Rank, long Order), TaskCompletionSource<bool>> _waiting = [];
    private int _free = Math.Max(1, atOnce);
    private long _order;

    /// <summary>Waits for a turn. <see cref="Release"/> must follow.</summary>
    /// <exception cref="OperationCanceledException">The wait was canceled; there is no turn to release.</exception>
    public async Task WaitAsync(int rank, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource<bool> turn;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }

            turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((rank, _order++), turn);
        }

        using CancellationTokenRegistration registration = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        _ = await turn.Task.ConfigureAwait(false);
    }

    /// <summary>Ends a turn and lets the next one begin.</summary>
    public void Release()
    {
        lock (_gate)
        {
            while (_waiting.Count > 0)
            {
                KeyValuePair<(int, long), TaskCompletionSource<bool>> next = _waiting.First();
                _waiting.Remove(next.Key);
                if (next.Value.TrySetResult(true))
                {
                    return;
                }
            }

            _free++;
        }
    }
}
