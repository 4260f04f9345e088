namespace BitbucketPipelines.Api.Runs;

/// <summary>What failed in a row, and whether that is reason enough to give up.</summary>
internal sealed class FailureStreak
{
    /// <summary>So many requests in a row have to be refused (401, 403, 404) before it is believed.</summary>
    private const int MostRefusals = 3;

    private TimeSpan? _since;
    private int _refusals;

    /// <summary>The latest failure; null after a success.</summary>
    public BitbucketApiException? Latest { get; private set; }

    /// <summary>Takes note of a success.</summary>
    public void Reset()
    {
        _since = null;
        _refusals = 0;
        Latest = null;
    }

    /// <summary>Takes note of a failure. Whether it is reason enough to give up.</summary>
    /// <param name="e">What failed.</param>
    /// <param name="now">When.</param>
    /// <param name="longest">How long an outage may last.</param>
    /// <param name="isNew">Whether what is not found may be found soon.</param>
    public bool IsEnough(BitbucketApiException e, TimeSpan now, TimeSpan longest, bool isNew)
    {
        if (e.StatusCode == 429)
        {
            // The server is there: it only asks for patience.
            Reset();
            Latest = e;
            return false;
        }

        Latest = e;
        _since ??= now;
        _refusals = e.IsRefusal ? _refusals + 1 : 0;
        return e.IsRefusal ? _refusals >= MostRefusals && !(isNew && e.StatusCode == 404) : now - _since > longest;
    }
}
