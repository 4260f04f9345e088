using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// The sessions without credentials that a step of Bitbucket Pipelines can have: for reports, through the proxy of the step, which
/// authenticates them. See <see cref="StepProxy"/>.
/// </summary>
internal static class StepSession
{
    private static readonly Dictionary<SessionSettings, BitbucketSession> s_sessions = [];

    /// <summary>The session; null outside of a step, and for another server.</summary>
    public static BitbucketSession? Find(Func<string, string?> variable) =>
        string.IsNullOrEmpty(variable("BITBUCKET_BUILD_NUMBER")) ? null
        : Of(SessionSettings.FromEnvironment(variable), Addresses(variable)[0]);

    /// <summary>The session for the other place where the proxy can be; null if there is none.</summary>
    public static BitbucketSession? OtherOf(BitbucketSession session)
    {
        IReadOnlyList<Uri> addresses = Addresses(Environment.GetEnvironmentVariable);
        return session.Settings.IsStep && addresses.Count > 1 && session.Settings.Proxy == addresses[0]
            ? Of(session.Settings with { IsStep = false }, addresses[1])
            : null;
    }

    private static BitbucketSession? Of(SessionSettings environment, Uri proxy)
    {
        if (environment.Credential is not null)
        {
            return null;
        }

        if (!StepProxy.IsAllowed(proxy))
        {
            throw new ErrorRecordException(Errors.InvalidStepProxy(), terminating: true);
        }

        bool isPublic = environment.ApiUri == BitbucketClientOptions.DefaultApiUri || environment.ApiUri == StepProxy.ApiUri;
        if (!isPublic && !(environment.ApiUri.IsAbsoluteUri && environment.ApiUri.IsLoopback))
        {
            return null;
        }

        SessionSettings settings = environment with
        {
            ApiUri = isPublic ? StepProxy.ApiUri : environment.ApiUri,
            Proxy = proxy,
            IsStep = true,
            Source = "Environment",
        };
        lock (s_sessions)
        {
            if (!s_sessions.TryGetValue(settings, out BitbucketSession? session))
            {
                s_sessions[settings] = session = BitbucketSession.Create(settings);
            }

            return session;
        }
    }

    private static IReadOnlyList<Uri> Addresses(Func<string, string?> variable) =>
        variable("BITBUCKET_STEP_PROXY") is { Length: > 0 } text
            ? [Uri.TryCreate(text, UriKind.Absolute, out Uri? given) ? given : new Uri("", UriKind.Relative)]
            : StepProxy.Addresses;
}
