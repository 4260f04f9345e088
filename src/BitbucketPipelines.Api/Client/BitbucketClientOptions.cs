using System.Net;

namespace BitbucketPipelines.Api;

/// <summary>What a <see cref="BitbucketClient"/> talks to, and how.</summary>
internal sealed record BitbucketClientOptions
{
    /// <summary>The public API.</summary>
    public static readonly Uri DefaultApiUri = new("https://api.bitbucket.org/2.0/");

    /// <summary>The public web site.</summary>
    public static readonly Uri DefaultSiteUri = new("https://bitbucket.org/");

    /// <summary>The root of the API. Plain http only to a loopback address.</summary>
    public Uri ApiUri { get; init; } = DefaultApiUri;

    /// <summary>The root of the web site, for OAuth tokens and web links. Plain http only to a loopback address.</summary>
    public Uri SiteUri { get; init; } = DefaultSiteUri;

    /// <summary>The credentials, or null to send none.</summary>
    public ApiCredential? Credential { get; init; }

    /// <summary>The proxy, or null for the system's.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>The clock that every wait and deadline runs on.</summary>
    public TimeProvider Clock { get; init; } = DefaultClock;

    /// <summary>When a request is sent again.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>
    /// How long the server may take to answer one attempt, and how long a body may stand still. Not the time of a whole download: logs can
    /// be large.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long an operation, all of its attempts together, goes on without getting anywhere; or <see cref="Timeout"/>, where that is
    /// longer. Pauses that the server asks for do not count.
    /// </summary>
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Sent as User-Agent.</summary>
    public string UserAgent { get; init; } = "BitbucketPipelines";

    /// <summary>Called for each step of each request, on any thread. Never given a query, a body or a header.</summary>
    public Action<ApiEvent>? Observer { get; init; }

    /// <summary>The clock of options that name none; for tests of cmdlets, which cannot hand one over.</summary>
#pragma warning disable RS0030 // The one clock that all others are.
    internal static TimeProvider DefaultClock { get; set; } = TimeProvider.System;
#pragma warning restore RS0030

    /// <summary>Wraps the network handler; for tests.</summary>
    internal Func<HttpMessageHandler, HttpMessageHandler>? WrapHandler { get; init; }
}
