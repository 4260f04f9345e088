namespace BitbucketPipelines.Api;

/// <summary>Counts requests of the last hour, or of another window, second by second. Not safe for several threads.</summary>
internal sealed class RequestCount
{
    private readonly Queue<(TimeSpan Second, int Count)> _seconds = new();
    private (TimeSpan Second, int Count) _current;

    /// <summary>The number of requests in the window.</summary>
    public int Sum { get; private set; }

    /// <summary>When the oldest request of the window was sent; null when there is none.</summary>
    public TimeSpan? Oldest => _seconds.Count > 0 ? _seconds.Peek().Second : _current.Count > 0 ? _current.Second : null;

    /// <summary>Counts a request.</summary>
    public void Add(TimeSpan now)
    {
        var second = TimeSpan.FromSeconds(Math.Floor(now.TotalSeconds));
        if (_current.Count > 0 && _current.Second != second)
        {
            _seconds.Enqueue(_current);
            _current = default;
        }

        _current = (second, _current.Count + 1);
        Sum++;
    }

    /// <summary>Forgets the requests before a time.</summary>
    public void Forget(TimeSpan before)
    {
        while (_seconds.Count > 0 && _seconds.Peek().Second < before)
        {
            Sum -= _seconds.Dequeue().Count;
        }

        if (_current.Count > 0 && _current.Second < before)
        {
            Sum -= _current.Count;
            _current = default;
        }
    }

    /// <summary>Forgets all requests: the window starts anew.</summary>
    public void Clear()
    {
        _seconds.Clear();
        _current = default;
        Sum = 0;
    }
}
