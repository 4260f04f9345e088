namespace BitbucketEmulator;

/// <summary>Every request to the API and the storage port. Guarded by the state's lock.</summary>
internal sealed class RequestLog
{
    private readonly List<RecordedRequest> _requests = [];
    private int _number;

    /// <summary>Requests being handled at this moment.</summary>
    public int InFlight { get; private set; }

    /// <summary>The most that were handled at one moment, since the list was last cleared.</summary>
    public int MostInFlight { get; private set; }

    public IReadOnlyList<RecordedRequest> All => [.. _requests];

    /// <summary>Enters a request; what comes back is its number.</summary>
    public int Begin(Func<int, RecordedRequest> create)
    {
        InFlight++;
        MostInFlight = Math.Max(MostInFlight, InFlight);
        _requests.Add(create(++_number));
        return _number;
    }

    /// <summary>
    /// A request is no longer in flight. Called before its answer is written: who has read it may send the next one before the write
    /// returns here.
    /// </summary>
    public void Leave() => InFlight--;

    public void End(int number, int status, bool aborted)
    {
        int index = _requests.FindIndex(request => request.Number == number);
        if (index >= 0)
        {
            _requests[index] = _requests[index] with { Status = status, Aborted = aborted };
        }
    }

    public void Clear()
    {
        _requests.Clear();
        MostInFlight = InFlight;
    }
}
