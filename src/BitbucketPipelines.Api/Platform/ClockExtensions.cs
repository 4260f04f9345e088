namespace BitbucketPipelines.Api;

/// <summary>Waits and timeouts based on a <see cref="TimeProvider"/>, the same on both target frameworks.</summary>
internal static class ClockExtensions
{
    public static Task DelayAsync(this TimeProvider clock, TimeSpan delay, CancellationToken cancellationToken) =>
#if NETSTANDARD2_0
        clock.Delay(delay, cancellationToken);
#else
        Task.Delay(delay, clock, cancellationToken);
#endif

    /// <summary>A source that is cancelled with <paramref name="cancellationToken"/> or after <paramref name="delay"/>.</summary>
    public static CancellationTokenSource CancelAfter(this TimeProvider clock, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay > s_longest)
        {
            return CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        }

#if NETSTANDARD2_0
        CancellationTokenSource timer = clock.CreateCancellationTokenSource(delay);
#else
        var timer = new CancellationTokenSource(delay, clock);
#endif
        return new LinkedSource(timer, cancellationToken);
    }

    /// <summary>
    /// Waits for a task for at most <paramref name="time"/>; the task itself is not cancelled. Returns whether it has ended.
    /// </summary>
    public static async Task<bool> WaitAtMostAsync(this TimeProvider clock, Task task, TimeSpan time, CancellationToken cancellationToken)
    {
        if (!task.IsCompleted)
        {
            var over = new TaskCompletionSource<bool>();
            using CancellationTokenSource limit = clock.CancelAfter(time, cancellationToken);
            using CancellationTokenRegistration registration = limit.Token.Register(() => over.TrySetResult(true));
            // Task.WhenAny would go on in the thread pool, and so after a virtual clock has moved on.
            _ = task.ContinueWith(
                _ => over.TrySetResult(true), limit.Token, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await over.Task.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return task.IsCompleted;
    }

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(40);

    private sealed class LinkedSource : CancellationTokenSource
    {
        private readonly CancellationTokenSource _timer;
        private readonly CancellationTokenRegistration _expired;
        private readonly CancellationTokenRegistration _stopped;

        public LinkedSource(CancellationTokenSource timer, CancellationToken cancellationToken)
        {
            _timer = timer;
            _expired = timer.Token.Register(Cancel);
            _stopped = cancellationToken.Register(Cancel);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _expired.Dispose();
                _stopped.Dispose();
                _timer.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
