namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// Whether the latest response to any poll of a wait refused the credentials (401). Then the polls of all repositories fail, because they
/// use the same credentials, and one request every few seconds finds out whether they are accepted again: Bitbucket locks accounts whose
/// credentials it must refuse often. Safe to use from several threads.
/// </summary>
internal sealed class RefusedCredentials
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private readonly object _gate = new();
    private BitbucketApiException? _refusal;
    private object? _refused;
    private TimeSpan _nextAt;

    /// <summary>Runs a poll, unless the credentials were refused a moment ago when another repository was polled.</summary>
    /// <param name="poller">Who polls.</param>
    /// <param name="poll">Sends the requests of the poll.</param>
    /// <param name="elapsed">Returns the time since the start of the wait.</param>
    /// <exception cref="BitbucketApiException">The credentials are or were refused, or the poll failed.</exception>
    public async Task RunAsync(object poller, Func<Task> poll, Func<TimeSpan> elapsed)
    {
        lock (_gate)
        {
            if (_refusal is { } refusal)
            {
                TimeSpan now = elapsed();
                if (now < _nextAt && _refused != poller)
                {
                    throw refusal;
                }

                _nextAt = now + s_interval;
            }
        }

        try
        {
            await poll().ConfigureAwait(false);
            lock (_gate)
            {
                _refusal = null;
            }
        }
        catch (BitbucketApiException e) when (e.StatusCode == 401)
        {
            lock (_gate)
            {
                (_refusal, _refused) = (e, poller);
                _nextAt = elapsed() + s_interval;
            }

            throw;
        }
    }
}
