using System.Runtime.CompilerServices;

namespace BitbucketPipelines.Api;

/// <summary>
/// When it was said that requests wait for the allowance: once for each interruption and once an hour, whichever session or runspace of
/// the process is told. Not safe for several threads.
/// </summary>
internal sealed class AllowanceMessages
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    /// <summary>A call that was told that it waits is not told again for so long, also when the allowance starts anew more often.</summary>
    private static readonly TimeSpan s_onceACall = TimeSpan.FromMinutes(50);

    private readonly ConditionalWeakTable<object, object> _callsTold = new();
    private TimeSpan? _told;

    /// <summary>Whether a message is due now. If so, it counts as told.</summary>
    /// <param name="now">The time.</param>
    /// <param name="call">The call of a cmdlet.</param>
    public bool Tell(TimeSpan now, object? call)
    {
        if (now - _told < s_hour
            || (call is not null && _callsTold.TryGetValue(call, out object? told) && now - (TimeSpan)told < s_onceACall))
        {
            return false;
        }

        _told = now;
        if (call is not null)
        {
            _callsTold.Remove(call);
            _callsTold.Add(call, now);
        }

        return true;
    }

    /// <summary>Forgets that it was said: the next interruption is news.</summary>
    public void Clear() => _told = null;
}
