using System.Runtime.CompilerServices;

namespace BitbucketPipelines.Api;

/// <summary>Who was told that requests wait for the allowance, so that each is told once an hour. Not safe for several threads.</summary>
internal sealed class AllowanceMessages
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    /// <summary>A call that was told that it waits is not told again for so long, also when the allowance starts anew more often.</summary>
    private static readonly TimeSpan s_onceACall = TimeSpan.FromMinutes(50);

    private readonly Dictionary<object, TimeSpan> _told = [];
    private readonly ConditionalWeakTable<object, object> _callsTold = new();

    /// <summary>Whether a message is due now. If so, it counts as told.</summary>
    /// <param name="now">The time.</param>
    /// <param name="teller">The session: one message for all its requests.</param>
    /// <param name="call">The call of a cmdlet.</param>
    public bool Tell(TimeSpan now, object teller, object? call)
    {
        if ((_told.TryGetValue(teller, out TimeSpan before) && now - before < s_hour)
            || (call is not null && _callsTold.TryGetValue(call, out object? told) && now - (TimeSpan)told < s_onceACall))
        {
            return false;
        }

        _told[teller] = now;
        if (call is not null)
        {
            _callsTold.Remove(call);
            _callsTold.Add(call, now);
        }

        return true;
    }

    /// <summary>Forgets the sessions: the next interruption is news to them.</summary>
    public void Clear() => _told.Clear();
}
