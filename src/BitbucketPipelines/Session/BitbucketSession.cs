using System.Collections.Concurrent;
using System.Net;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// A connection to Bitbucket: where, as whom, and the defaults for -Workspace and -Repository. It never changes and can be used from
/// several runspaces at once. It shows no secret.
/// </summary>
public sealed class BitbucketSession
{
    private static readonly string[] s_proxySchemes = ["http", "https", "socks4", "socks4a", "socks5"];

    private BitbucketSession(SessionSettings settings)
    {
        Settings = settings;
        var defaults = new BitbucketClientOptions();
        Client = new BitbucketClient(defaults with
        {
            ApiUri = settings.ApiUri,
            SiteUri = settings.SiteUri,
            Credential = settings.Credential?.ToApiCredential(),
            Proxy = settings.Proxy is { } proxy ? ProxyOf(proxy) : null,
            UserAgent = "BitbucketPipelines/" + Version,
            Timeout = settings.RequestTimeout ?? defaults.Timeout,
            // Who says how long to wait wants to wait, however often that is.
            Retry = settings.RetryTimeout is { } retry
                ? new RetryPolicy { LongestServerDelay = retry, MaxAttemptsRateLimited = int.MaxValue }
                : defaults.Retry,
        });
    }

    /// <summary>The default workspace.</summary>
    public string? Workspace => Settings.Workspace;

    /// <summary>The default repository.</summary>
    public string? Repository => Settings.Repository;

    /// <summary>ApiToken (e-mail and token, Basic), AccessToken (Bearer) or OAuthClient (client credentials).</summary>
    public string Authentication => Settings.Credential?.Kind ?? "None";

    /// <summary>The e-mail address, or the key of the OAuth consumer. Access tokens belong to no user.</summary>
    public string? User => Settings.Credential?.User;

    /// <summary>The root of the API.</summary>
    public Uri ApiUri => Client.ApiUri;

    /// <summary>The root of the web site.</summary>
    public Uri SiteUri => Client.SiteUri;

    /// <summary>The proxy, without a password, or null for the system's.</summary>
    public string? Proxy => Settings.Proxy?.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>How long Bitbucket may take to answer one attempt of a request, in seconds; null for the default of 60.</summary>
    public int? RequestTimeoutSec => (int?)Settings.RequestTimeout?.TotalSeconds;

    /// <summary>How long one request waits in all for the allowance (429), in seconds; null for the default.</summary>
    public int? RetryTimeoutSec => (int?)Settings.RetryTimeout?.TotalSeconds;

    /// <summary>Connect-BbWorkspace, or Environment.</summary>
    public string Source => Settings.Source;

    internal BitbucketClient Client { get; }

    internal SessionSettings Settings { get; }

    /// <summary>The slugs of workspaces that were named by uuid, as far as they were looked up.</summary>
    internal ConcurrentDictionary<string, string> Slugs { get; } = new(StringComparer.OrdinalIgnoreCase);

    private static string Version { get; } = typeof(BitbucketSession).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Makes a session of settings whose addresses and credentials will do.</summary>
    internal static BitbucketSession Create(SessionSettings settings) =>
        !BitbucketClient.IsAllowedRoot(settings.ApiUri)
            ? throw new ItemFailedException(ErrorRecords.InsecureUri("-ApiUri or BITBUCKET_API_URI"), terminating: true)
        : !BitbucketClient.IsAllowedRoot(settings.SiteUri)
        ? throw new ItemFailedException(ErrorRecords.InsecureUri("-SiteUri or BITBUCKET_SITE_URI"), terminating: true)
        : settings.Proxy is { } proxy && !(proxy.IsAbsoluteUri && proxy.Host.Length > 0 && s_proxySchemes.Contains(proxy.Scheme))
            ? throw new ItemFailedException(ErrorRecords.InvalidProxy(), terminating: true)
        : settings.Credential is { IsEmpty: true } ? throw new ItemFailedException(ErrorRecords.EmptySecret(), terminating: true)
        : Macro(settings) is { } macro
            ? throw new ItemFailedException(ErrorRecords.UnexpandedMacro(macro.What, macro.Text), terminating: true)
        : settings.Credential is { IsSendable: false } ? throw new ItemFailedException(ErrorRecords.InvalidSecret(), terminating: true)
        : new BitbucketSession(settings);

    /// <summary>Where and as whom.</summary>
    public override string ToString() => $"{Workspace ?? "(no workspace)"} as {User ?? Authentication}";

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
