using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <content>Telling that requests wait because the rate limit is exceeded: once, then at most once an hour.</content>
public abstract partial class BitbucketCmdlet
{
    private static readonly TimeSpan s_limitWarningPause = TimeSpan.FromHours(1);

    private Func<string?>? _describeLeft;
    private long? _limitToldAt;

    /// <summary>Says in the warning of the rate limit what is left to do, until the result is disposed.</summary>
    /// <param name="describe">Gives a text such as <c>16,600 changes are left</c>; null when nothing is known.</param>
    private protected IDisposable TellLeft(Func<string?> describe)
    {
        _describeLeft = describe;
        return new LeftScope(this);
    }

    private void WriteLimitWait(AllowanceWait wait)
    {
        TimeProvider clock = Client.Clock;
        string text = wait.Describe(_describeLeft?.Invoke());
        if (_limitToldAt is { } before && clock.GetElapsedTime(before) < s_limitWarningPause)
        {
            WriteVerbose(text);
            return;
        }

        _limitToldAt = clock.GetTimestamp();
        WriteWarning(text);
    }

    private sealed class LeftScope(BitbucketCmdlet cmdlet) : IDisposable
    {
        public void Dispose() => cmdlet._describeLeft = null;
    }
}
