using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace BitbucketPipelines;

/// <summary>
/// The messages of a task for the pipeline thread, in order. The queue is bounded by the memory that the messages hold, not by their
/// number: a message can be one row, or all lines of a part of a log. A task that is faster than the pipeline waits in <see cref="Add"/>.
/// </summary>
internal sealed class MessageQueue
{
    /// <summary>The weight of an ordinary message, such as one row, in bytes.</summary>
    public const long OrdinaryWeight = 1024;

    /// <summary>The total weight of the messages that may wait, in bytes. A heavier message waits alone.</summary>
    public const long Capacity = 1024 * OrdinaryWeight;

    private readonly object _lock = new();
    private readonly Queue<(Action Message, long Weight)> _messages = new();
    private long _weight;
    private bool _isComplete;

    /// <summary>Whether no message is left and no more will come.</summary>
    public bool IsCompleted
    {
        get
        {
            lock (_lock)
            {
                return _isComplete && _messages.Count == 0;
            }
        }
    }

    /// <summary>Adds a message. Waits while the queue is full. Does nothing once the queue is complete.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public void Add(Action message, long weight, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!TryAdd(message, weight))
        {
            // Registered and removed outside the lock: removing waits for a callback that is running, and the callback needs the lock.
            using CancellationTokenRegistration wake = cancellationToken.Register(Wake);
            AddWhenThereIsRoom(message, weight, cancellationToken);
        }
    }

    /// <summary>Whether the messages that wait hold as much memory as they may.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _weight >= Capacity;
            }
        }
    }

    /// <summary>Adds a message, also while the queue is full. Does nothing once the queue is complete.</summary>
    public void AddAnyway(Action message, long weight)
    {
        lock (_lock)
        {
            if (!_isComplete)
            {
                Enqueue(message, weight);
            }
        }
    }

    /// <summary>Takes the next message. Waits for it for at most <paramref name="time"/>, or until the queue is complete.</summary>
    public bool TryTake([NotNullWhen(true)] out Action? message, TimeSpan time)
    {
        lock (_lock)
        {
            var waited = Stopwatch.StartNew();
            while (_messages.Count == 0)
            {
                TimeSpan left = time - waited.Elapsed;
                if (_isComplete || left <= TimeSpan.Zero)
                {
                    message = null;
                    return false;
                }

                Monitor.Wait(_lock, left);
            }

            (message, long weight) = _messages.Dequeue();
            _weight -= weight;
            Monitor.PulseAll(_lock);
            return true;
        }
    }

    /// <summary>Says that no more messages will come.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Adds a message unless the queue is full. Returns whether that is done.</summary>
    public bool TryAdd(Action message, long weight)
    {
        lock (_lock)
        {
            if (_isComplete)
            {
                return true;
            }

            if (_messages.Count > 0 && _weight + weight > Capacity)
            {
                return false;
            }

            Enqueue(message, weight);
            return true;
        }
    }

    private void Enqueue(Action message, long weight)
    {
        _messages.Enqueue((message, weight));
        _weight += weight;
        Monitor.PulseAll(_lock);
    }

    private void AddWhenThereIsRoom(Action message, long weight, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            while (!TryAdd(message, weight))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Monitor.Wait(_lock);
            }
        }
    }

    private void Wake()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }
}
