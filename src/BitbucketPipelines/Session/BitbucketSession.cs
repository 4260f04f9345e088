using System.Collections.Concurrent;
using System.Net;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// A connection to Bitbucket: server, credentials, and the default workspace and repository. A session is immutable, can be used by several
/// runspaces at the same time, and does not expose secrets.
/// </summary>
public sealed class BitbucketSession
{
    private static readonly string[] s_proxySchemes = ["http", "https", "socks4", "socks4a", "socks5"];
    private readonly BitbucketSession? _original;

    private BitbucketSession(SessionSettings settings)
    {
        Settings = settings;
        PlaceSource = settings.Workspace is null && settings.Repository is null ? null : "Session";
        var defaults = new BitbucketClientOptions();
        Client = new BitbucketClient(defaults with
        {
            ApiUri = settings.ApiUri,
            SiteUri = settings.SiteUri,
            Credential = settings.Credential?.ToApiCredential(),
            Proxy = settings.Proxy is { } proxy ? ProxyOf(proxy) : null,
            UsesStepProxy = settings.IsStep,
            UserAgent = "BitbucketPipelines/" + Version,
            Timeout = settings.RequestTimeout ?? defaults.Timeout,
            Retry = settings.RetryTimeout is { } retry
                ? new RetryPolicy { LongestLimitWait = retry, LongestServerDelay = retry, LongestPauses = retry }
                : defaults.Retry,
        });
    }

    private BitbucketSession(BitbucketSession original, string? workspace, string? repository, string? placeSource)
    {
        _original = original;
        Settings = original.Settings with { Workspace = workspace, Repository = repository };
        Client = original.Client;
        Slugs = original.Slugs;
        PlaceSource = placeSource;
    }

    /// <summary>The default workspace. Get-BbSession shows the one in effect, wherever it comes from.</summary>
    public string? Workspace => Settings.Workspace;

    /// <summary>The default repository. Get-BbSession shows the one in effect, wherever it comes from.</summary>
    public string? Repository => Settings.Repository;

    /// <summary>
    /// Where the workspace and the repository come from: Session, Environment (BITBUCKET_* variables), or the git remote of the current
    /// folder. Null if neither is known.
    /// </summary>
    public string? PlaceSource { get; }

    /// <summary>
    /// The kind of credentials: ApiToken (e-mail address and token), AccessToken, OAuthClient (client credentials), or StepToken (the token
    /// that Bitbucket gives to a step of a run).
    /// </summary>
    public string Authentication => Settings.Credential?.Kind ?? "None";

    /// <summary>The e-mail address, or the key of the OAuth consumer. Null for access tokens, which do not belong to a user.</summary>
    public string? User => Settings.Credential?.User;

    /// <summary>The base URL of the API.</summary>
    public Uri ApiUri => Client.ApiUri;

    /// <summary>The base URL of the website.</summary>
    public Uri SiteUri => Client.SiteUri;

    /// <summary>The proxy, without its credentials, or null for the system's proxy.</summary>
    public string? Proxy => Settings.Proxy?.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>The timeout for one attempt of a request, in seconds; null for the default of 60.</summary>
    public int? RequestTimeoutSec => (int?)Settings.RequestTimeout?.TotalSeconds;

    /// <summary>The maximum time that one request waits because of rate limits (429), in seconds; null for no maximum.</summary>
    public int? RetryTimeoutSec => (int?)Settings.RetryTimeout?.TotalSeconds;

    /// <summary>
    /// How many requests Bitbucket allows the account in an hour, as it said in a response. Null if it did not: 1,000 are usual.
    /// </summary>
    public int? RateLimit => Client.Allowance.Read().Limit;

    /// <summary>The requests that all sessions of the account in this process have sent in the last hour.</summary>
    public int RequestsUsed => Client.Allowance.Read().Used;

    /// <summary>
    /// How many requests are left at most, because other programs may use the account: 0 if the rate limit is exceeded, null if it is not
    /// known.
    /// </summary>
    public int? RequestsLeft => Client.Allowance.Read().Left;

    /// <summary>When the rate limit starts anew, if Bitbucket said so; otherwise null.</summary>
    public DateTimeOffset? RateLimitResetsOn => LocalTimeAfter(Client.Allowance.Read().Reset);

    /// <summary>When requests go on at the latest, if the rate limit is exceeded; otherwise null.</summary>
    public DateTimeOffset? WaitsUntil => LocalTimeAfter(Client.Allowance.Read().Wait);

    /// <summary>
    /// Where the session came from: Connect-BbWorkspace, or Environment, with the name of the variable if it is the token of a step.
    /// </summary>
    public string Source => Settings.Source;

    internal BitbucketClient Client { get; }

    internal SessionSettings Settings { get; }

    /// <summary>The session that cmdlets use: this one, or the one that this one shows with the place in effect.</summary>
    internal BitbucketSession Original => _original ?? this;

    /// <summary>Cached slugs of workspaces, by uuid.</summary>
    internal ConcurrentDictionary<string, string> Slugs { get; } = new(StringComparer.OrdinalIgnoreCase);

    private static string Version { get; } = typeof(BitbucketSession).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Creates a session, or throws if a URL or the credentials are invalid.</summary>
    internal static BitbucketSession Create(SessionSettings settings) =>
        !settings.IsStep && !BitbucketClient.IsAllowedRoot(settings.ApiUri)
            ? throw new ErrorRecordException(Errors.InsecureUri("-ApiUri or BITBUCKET_API_URI"), terminating: true)
        : !BitbucketClient.IsAllowedRoot(settings.SiteUri)
        ? throw new ErrorRecordException(Errors.InsecureUri("-SiteUri or BITBUCKET_SITE_URI"), terminating: true)
        : settings.Proxy is { } proxy && !(proxy.IsAbsoluteUri && proxy.Host.Length > 0 && s_proxySchemes.Contains(proxy.Scheme))
            ? throw new ErrorRecordException(Errors.InvalidProxy(), terminating: true)
        : settings.Credential is { IsEmpty: true } ? throw new ErrorRecordException(Errors.EmptySecret(), terminating: true)
        : Macro(settings) is { } macro
            ? throw new ErrorRecordException(Errors.UnexpandedMacro(macro.What, macro.Text), terminating: true)
        : settings.Credential is { IsSendable: false } ? throw new ErrorRecordException(Errors.InvalidSecret(), terminating: true)
        : new BitbucketSession(settings);

    /// <summary>The session as it is shown: with the workspace and the repository that are in effect.</summary>
    internal BitbucketSession At(string? workspace, string? repository, string? source) => new(this, workspace, repository, source);

    /// <summary>The workspace and the user.</summary>
    public override string ToString() => $"{Workspace ?? "(no workspace)"} as {User ?? Authentication}";

    private DateTimeOffset? LocalTimeAfter(TimeSpan? time) => time is { } wait ? Client.Clock.GetLocalNow() + wait : null;

    private static (string What, string Text)? Macro(SessionSettings settings) =>
        settings.Credential?.Macro is { } secret ? ("the token or secret", secret)
        : UnexpandedMacro.In(settings.Credential?.User) is { } user ? ("the user name", user)
        : UnexpandedMacro.In(settings.Workspace) is { } workspace ? ("the workspace", workspace)
        : UnexpandedMacro.In(settings.Repository) is { } repository ? ("the repository", repository)
        : null;

    private static WebProxy ProxyOf(Uri proxy)
    {
        string[] user = [.. proxy.UserInfo.Split([':'], 2).Select(Uri.UnescapeDataString)];
        return new WebProxy(proxy.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped))
        {
            Credentials = proxy.UserInfo.Length == 0 ? null : new NetworkCredential(user[0], user.Length > 1 ? user[1] : ""),
        };
    }
}
