namespace BitbucketPipelines.Api;

/// <summary>Counts the attempts and the pauses of one request, and decides on the next pause.</summary>
/// <param name="policy">When a failed request is sent again.</param>
/// <param name="deadline">When the request must have ended.</param>
internal sealed class Attempts(RetryPolicy policy, Deadline deadline)
{
    private int _limited;
    private int _failed;
    private TimeSpan _told;
    private TimeSpan _paused;

    /// <summary>How many attempts have failed for the latest reason: because of 429, or because of another failure.</summary>
    public int Count { get; private set; }

    /// <summary>How long the request waited because of 429.</summary>
    public TimeSpan LimitWait { get; set; }

    /// <summary>The pause before the next attempt; null to give up.</summary>
    public TimeSpan? Next(ApiRequest request, BitbucketApiException failure, AttemptOutcome outcome, Patience patience)
    {
        Count = outcome.IsRateLimited ? ++_limited : ++_failed;
        TimeSpan? pause = policy.Decide(
            Count, request.Repeatable || failure.NeverLeft, outcome, Jitter.Next(), outcome.IsRateLimited ? LimitWait : _told, _paused);
        return pause < (outcome.IsToldToWait ? deadline.Left : patience.Left) ? pause : null;
    }

    /// <summary>Counts a pause that was made.</summary>
    public void Paused(TimeSpan pause, AttemptOutcome outcome, Patience patience)
    {
        _paused += pause;
        if (outcome.IsRateLimited)
        {
            LimitWait += pause;
        }
        else if (outcome.IsToldToWait)
        {
            _told += pause;
        }
        else
        {
            patience.Spend(pause);
        }
    }
}
