namespace BitbucketPipelines.Api;

/// <summary>
/// The state of the rate limit according to the responses. <c>X-RateLimit-NearLimit: true</c> is sent when less than a fifth is left
/// (access tokens only), 429 when it is exhausted.
/// </summary>
internal sealed class RateLimitState
{
    /// <summary>How long such a response counts when no newer one contradicts it.</summary>
    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(2);

    private long _nearUntil;

    public bool IsNear(DateTimeOffset now) => now.UtcTicks < Interlocked.Read(ref _nearUntil);

    public void Note(HttpResponseMessage response, DateTimeOffset now)
    {
        bool near = (int)response.StatusCode == 429;
        if (!near && response.Headers.TryGetValues("X-RateLimit-NearLimit", out IEnumerable<string>? values))
        {
            near = values.Any(v => v.Equals("true", StringComparison.OrdinalIgnoreCase));
            if (!near)
            {
                Interlocked.Exchange(ref _nearUntil, 0);
            }
        }

        if (near)
        {
            Interlocked.Exchange(ref _nearUntil, (now + s_memory).UtcTicks);
        }
    }
}
