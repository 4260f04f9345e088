namespace BitbucketPipelines.Api;

/// <summary>Decides whether, and after what pause, a broken download is resumed. One instance for all requests of a download.</summary>
internal sealed class Resumption(BitbucketClient client)
{
    private const int MaxBreaks = 6;

    private int _breaks;

    /// <summary>The limit on time without progress.</summary>
    public Patience Patience { get; } = client.NewPatience();

    /// <summary>
    /// Whether the failure is a broken connection or a stalled server, and not a permanent one such as an invalid certificate or a proxy
    /// that refuses.
    /// </summary>
    public static bool IsBreak(BitbucketApiException e) =>
        e.Kind is ApiErrorKind.Connection or ApiErrorKind.Timeout && !RequestErrors.IsPermanent(e);

    /// <summary>Waits after a break; returns false when the download must be given up.</summary>
    /// <param name="gotOn">Whether data has arrived since the last break.</param>
    /// <param name="cancellationToken">Cancels the pause.</param>
    public async Task<bool> PauseAsync(bool gotOn, CancellationToken cancellationToken)
    {
        _breaks = gotOn ? 0 : _breaks + 1;
        var pause = TimeSpan.FromSeconds(Math.Pow(2, _breaks) * (0.5 + (0.5 * Jitter.Next())));
        if (_breaks >= MaxBreaks || pause >= Patience.Left)
        {
            return false;
        }

        await client.Clock.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
        Patience.Spend(pause);
        return true;
    }
}
