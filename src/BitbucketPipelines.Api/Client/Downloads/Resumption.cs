namespace BitbucketPipelines.Api;

/// <summary>
/// Whether, and after what pause, a download goes on whose connection broke. One for each download, all of its requests together.
/// </summary>
internal sealed class Resumption(BitbucketClient client)
{
    private const int MostBreaks = 6;

    private int _breaks;

    /// <summary>How long it goes on without getting anywhere.</summary>
    public Patience Patience { get; } = client.NewPatience();

    /// <summary>
    /// Whether a failure is a broken connection, or a server that stood still; not a certificate or a proxy that is refused.
    /// </summary>
    public static bool IsBreak(BitbucketApiException e) =>
        e.Kind is ApiErrorKind.Connection or ApiErrorKind.Timeout && !HttpTransport.IsPermanent(e);

    /// <summary>After a break: pauses; false when it is given up.</summary>
    /// <param name="gotOn">Whether anything had come since the last break.</param>
    /// <param name="cancellationToken">Ends the pause.</param>
    public async Task<bool> PauseAsync(bool gotOn, CancellationToken cancellationToken)
    {
        _breaks = gotOn ? 0 : _breaks + 1;
        var pause = TimeSpan.FromSeconds(Math.Pow(2, _breaks) * (0.5 + (0.5 * Jitter.Next())));
        if (_breaks >= MostBreaks || pause >= Patience.Left)
        {
            return false;
        }

        await client.Clock.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
        Patience.Spend(pause);
        return true;
    }
}
