using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace BitbucketPipelines;

/// <summary>The connected session of each runspace. Runspaces do not see each other's.</summary>
internal static class SessionStore
{
    private static readonly ConditionalWeakTable<Runspace, Holder> s_sessions = new();
    private static readonly ConditionalWeakTable<BitbucketSession, ConcurrentDictionary<string, bool>> s_named = new();

    /// <summary>The connected session of this runspace, or null.</summary>
    public static BitbucketSession? Connected
    {
        get => Mine?.Connected;
        set
        {
            if (Mine is { } mine)
            {
                mine.Connected = value;
            }
        }
    }

    /// <summary>Whether a place comes up for the first time with a session. Told once is enough.</summary>
    public static bool IsFirst(BitbucketSession session, string place) =>
        s_named.GetOrCreateValue(session).TryAdd(place.ToUpperInvariant(), true);

    private static Holder? Mine => Runspace.DefaultRunspace is { } runspace ? s_sessions.GetOrCreateValue(runspace) : null;

    /// <summary>The connected session, else one made of the environment, else null.</summary>
    public static BitbucketSession? Find() => Connected ?? FromEnvironment();

    /// <summary>A session made of the BITBUCKET_* variables. Kept while they stay the same, for the sake of its connections.</summary>
    public static BitbucketSession? FromEnvironment()
    {
        SessionSettings settings = SessionSettings.FromEnvironment(Environment.GetEnvironmentVariable);
        if (Mine is not { } mine || settings.Credential is null)
        {
            return null;
        }

        if (mine.Environment?.Settings != settings)
        {
            mine.Environment = BitbucketSession.Create(settings);
        }

        return mine.Environment;
    }

    /// <summary>A session without credentials, to the server that the BITBUCKET_* variables name, for what is public.</summary>
    public static BitbucketSession Anonymous()
    {
        SessionSettings settings = SessionSettings.FromEnvironment(Environment.GetEnvironmentVariable) with { Credential = null };
        if (Mine is not { } mine)
        {
            return BitbucketSession.Create(settings);
        }

        if (mine.Anonymous?.Settings != settings)
        {
            mine.Anonymous = BitbucketSession.Create(settings);
        }

        return mine.Anonymous!;
    }

    private sealed class Holder
    {
        public BitbucketSession? Connected { get; set; }

        public BitbucketSession? Environment { get; set; }

        public BitbucketSession? Anonymous { get; set; }
    }
}
