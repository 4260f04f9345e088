namespace BitbucketPipelines.Api.Runs;

/// <summary>Counts consecutive failures, and decides when to give up.</summary>
internal sealed class FailureStreak
{
    /// <summary>The number of consecutive refusals (401, 403, 404) after which waiting ends. A single refusal can be temporary.</summary>
    private const int MaxRefusals = 3;

    private TimeSpan? _since;
    private int _refusals;

    /// <summary>The latest failure; null after a success.</summary>
    public BitbucketApiException? Latest { get; private set; }

    /// <summary>Records a success.</summary>
    public void Reset()
    {
        _since = null;
        _refusals = 0;
        Latest = null;
    }

    /// <summary>Records a failure. Returns whether to give up.</summary>
    /// <param name="e">The failure.</param>
    /// <param name="now">The current time, since the start of the wait.</param>
    /// <param name="maxOutage">The maximum duration of an outage.</param>
    /// <param name="isNew">Whether the run is so new that 404 can mean that it is not available yet.</param>
    public bool AddFailure(BitbucketApiException e, TimeSpan now, TimeSpan maxOutage, bool isNew)
    {
        if (e.StatusCode == 429)
        {
            // The server is available and only asks to wait.
            Reset();
            Latest = e;
            return false;
        }

        if (e.WasLimited)
        {
            // It waited for the rate limit, which is no outage.
            Reset();
        }

        Latest = e;
        _since ??= now;
        _refusals = e.IsRefusal ? _refusals + 1 : 0;
        return e.IsRefusal ? _refusals >= MaxRefusals && !(isNew && e.StatusCode == 404) : now - _since > maxOutage;
    }
}
