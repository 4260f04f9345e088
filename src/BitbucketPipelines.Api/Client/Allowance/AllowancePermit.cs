namespace BitbucketPipelines.Api;

/// <summary>The permit to send one request. Disposed when the headers of the response are there, or when there will be none.</summary>
/// <param name="allowance">The allowance that the request counts in.</param>
/// <param name="call">The call of a cmdlet that the request belongs to.</param>
/// <param name="isProbe">Whether the request finds out if the allowance is no longer used up.</param>
internal sealed class AllowancePermit(Allowance allowance, object? call, bool isProbe) : IDisposable
{
    private int _left;

    public bool IsProbe { get; } = isProbe;

    /// <summary>Takes the response into account. Returns whether after 429 the allowance decides when the request is sent again.</summary>
    /// <param name="counts">The allowance that the server says the request counts in.</param>
    /// <param name="status">The status of the response.</param>
    /// <param name="headers">What its headers say.</param>
    /// <param name="retryAfter">The Retry-After header.</param>
    public bool Answered(Allowance counts, int status, AllowanceHeaders headers, TimeSpan? retryAfter) =>
        counts.Answered(IsProbe && counts == allowance, call, status, headers, retryAfter);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            allowance.Leave(this);
        }
    }
}
