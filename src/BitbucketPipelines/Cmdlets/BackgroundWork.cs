namespace BitbucketPipelines;

/// <summary>
/// A task on another thread, and its messages for the pipeline thread, in order. A task that is far ahead of the pipeline thread waits
/// before it posts more. Disposing cancels what still runs.
/// </summary>
internal sealed class BackgroundWork : IDisposable
{
    private static readonly TimeSpan s_longestEnd = TimeSpan.FromSeconds(1);

    private readonly MessageQueue _messages = new();
    private readonly CancellationTokenSource _cancel;
    private readonly CancellationToken _token;
    private readonly Func<bool>? _isAhead;
    private readonly Task _task;

    /// <summary>Starts the work.</summary>
    /// <param name="work">The work.</param>
    /// <param name="current">Tells the work, and all that it calls, where messages go.</param>
    /// <param name="stop">Cancels the work.</param>
    /// <param name="isAhead">Whether nobody takes the messages yet; null when somebody does from the beginning.</param>
    public BackgroundWork(
        Func<CancellationToken, Task> work, AsyncLocal<BackgroundWork?> current, CancellationToken stop, Func<bool>? isAhead = null)
    {
        _isAhead = isAhead;
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _token = _cancel.Token;
        _task = Task.Run(
            () =>
            {
                current.Value = this;
                return work(_token);
            },
            _token);
        _ = _task.ContinueWith(
            _ => _messages.Complete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Whether the task has ended and all its messages were taken.</summary>
    public bool IsComplete => _messages.IsCompleted;

    /// <summary>Whether the work should pause before it posts more, because much is queued and nobody takes it yet.</summary>
    public bool IsFarAhead => _messages.IsFull && IsAhead;

    private bool IsAhead => _isAhead?.Invoke() == true;

    /// <summary>
    /// Queues a message. It is dropped when nobody will read it any more. Waits while much is queued, unless nobody takes it yet: work that
    /// waited here could hold the request that the work before it needs.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="weight">About how much memory its data holds, in bytes.</param>
    public void Post(Action message, long weight)
    {
        if (IsAhead)
        {
            _messages.AddAnyway(message, weight);
            return;
        }

        try
        {
            _messages.Add(message, weight, _token);
        }
        catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
        {
            // The work was cancelled.
        }
    }

    /// <summary>Lets a waiting <see cref="TryTake"/> return, unless there are messages anyway.</summary>
    public void Wake() => _messages.TryAdd(() => { }, 0);

    /// <summary>Takes the next message, and waits for it.</summary>
    public bool TryTake(out Action? message, TimeSpan wait) => _messages.TryTake(out message, wait);

    /// <summary>Throws the failure of a task that has ended.</summary>
    public void ThrowIfFailed()
    {
#pragma warning disable RS0030 // The task has ended.
        _task.GetAwaiter().GetResult();
#pragma warning restore RS0030
    }

    /// <summary>Cancels the work. <see cref="Dispose"/> waits for its end.</summary>
    public void Cancel() => _cancel.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_task.IsCompleted)
        {
            _cancel.Cancel();
            // The pipeline may have ended because of an error or Select-Object -First.
#pragma warning disable RS0030 // The only place that waits for a task.
            ((IAsyncResult)_task).AsyncWaitHandle.WaitOne(s_longestEnd);
#pragma warning restore RS0030
        }

        // A failure that nobody asks for any more.
        _ = _task.Exception;
        if (_task.IsCompleted)
        {
            _cancel.Dispose();
        }
    }
}
