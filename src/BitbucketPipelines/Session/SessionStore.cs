using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace BitbucketPipelines;

/// <summary>The session of each runspace.</summary>
internal static class SessionStore
{
    private static readonly ConditionalWeakTable<Runspace, Holder> s_sessions = new();
    private static readonly ConditionalWeakTable<BitbucketSession, ConcurrentDictionary<string, bool>> s_named = new();

    /// <summary>The session of Connect-BbWorkspace in this runspace, or null.</summary>
    public static BitbucketSession? Connected
    {
        get => Current?.Connected;
        set
        {
            if (Current is { } current)
            {
                current.Connected = value;
            }
        }
    }

    /// <summary>Forgets all sessions of this runspace. Those that a script keeps remain usable.</summary>
    public static void Clear()
    {
        if (Runspace.DefaultRunspace is { } runspace)
        {
            s_sessions.Remove(runspace);
        }
    }

    /// <summary>Forgets the sessions that were made without Connect-BbWorkspace.</summary>
    public static void ForgetEnvironment()
    {
        if (Current is { } current)
        {
            (current.Environment, current.Anonymous) = (null, null);
        }
    }

    /// <summary>Whether a repository is used for the first time in a session, to warn only once.</summary>
    public static bool IsFirst(BitbucketSession session, string place) =>
        s_named.GetOrCreateValue(session).TryAdd(place.ToUpperInvariant(), true);

    private static Holder? Current => Runspace.DefaultRunspace is { } runspace ? s_sessions.GetOrCreateValue(runspace) : null;

    /// <summary>The session of Connect-BbWorkspace, otherwise one from environment variables, otherwise null.</summary>
    public static BitbucketSession? Find() => Connected ?? FromEnvironment();

    /// <summary>A session from the BITBUCKET_* variables. It is reused while they do not change, to keep its connections.</summary>
    public static BitbucketSession? FromEnvironment()
    {
        SessionSettings settings = SessionSettings.FromEnvironment(Environment.GetEnvironmentVariable);
        if (Current is not { } current || settings.Credential is null)
        {
            return null;
        }

        if (current.Environment?.Settings != settings)
        {
            current.Environment = BitbucketSession.Create(settings);
        }

        // Each time: a URL of another server gives the same settings.
        _ = EnvironmentPlace.Read(Environment.GetEnvironmentVariable, current.Environment);
        return current.Environment;
    }

    /// <summary>A session without credentials for public resources, with the server from the BITBUCKET_* variables.</summary>
    public static BitbucketSession Anonymous()
    {
        SessionSettings settings = SessionSettings.FromEnvironment(Environment.GetEnvironmentVariable) with { Credential = null };
        if (Current is not { } current)
        {
            return BitbucketSession.Create(settings);
        }

        if (current.Anonymous?.Settings != settings)
        {
            current.Anonymous = BitbucketSession.Create(settings);
        }

        return current.Anonymous!;
    }

    private sealed class Holder
    {
        public BitbucketSession? Connected { get; set; }

        public BitbucketSession? Environment { get; set; }

        public BitbucketSession? Anonymous { get; set; }
    }
}
