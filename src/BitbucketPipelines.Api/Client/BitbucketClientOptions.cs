using System.Net;

namespace BitbucketPipelines.Api;

/// <summary>The settings of a <see cref="BitbucketClient"/>.</summary>
internal sealed record BitbucketClientOptions
{
    /// <summary>The root of the public API.</summary>
    public static readonly Uri DefaultApiUri = new("https://api.bitbucket.org/2.0/");

    /// <summary>The root of the public web site.</summary>
    public static readonly Uri DefaultSiteUri = new("https://bitbucket.org/");

    /// <summary>The root of the API. http is allowed only to a loopback address.</summary>
    public Uri ApiUri { get; init; } = DefaultApiUri;

    /// <summary>The root of the web site, for OAuth tokens and web links. http is allowed only to a loopback address.</summary>
    public Uri SiteUri { get; init; } = DefaultSiteUri;

    /// <summary>The credentials; null to send none.</summary>
    public ApiCredential? Credential { get; init; }

    /// <summary>The proxy; null for the system's proxy.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>
    /// Whether the requests are sent without encryption to <see cref="Proxy"/>, which is that of a step of Bitbucket Pipelines and adds the
    /// credentials: see <see cref="StepProxy"/>.
    /// </summary>
    public bool UsesStepProxy { get; init; }

    /// <summary>The clock for all waits and deadlines.</summary>
    public TimeProvider Clock { get; init; } = DefaultClock;

    /// <summary>When a failed request is sent again.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>
    /// How long one attempt may wait for the response, and how long a body may stall. It does not limit the time of a whole download.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long an operation with all of its attempts may go on without progress; <see cref="Timeout"/> if that is longer. Pauses that the
    /// server asks for do not count.
    /// </summary>
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The User-Agent header.</summary>
    public string UserAgent { get; init; } = "BitbucketPipelines";

    /// <summary>Called for each step of each request, on any thread. Never receives a query, a body or a header.</summary>
    public Action<ApiEvent>? Observer { get; init; }

    /// <summary>Counts the requests.</summary>
    public RequestCounter? Counter { get; init; }

    /// <summary>Limits the number of requests; null without a limit.</summary>
    public RequestBudget? Budget { get; init; }

    /// <summary>Limits how many requests are in flight; null without a limit.</summary>
    public RequestSlots? Slots { get; init; }

    /// <summary>The clock used when the options name none. Tests of cmdlets set it, because they cannot pass options.</summary>
#pragma warning disable RS0030 // The one clock that all others are.
    internal static TimeProvider DefaultClock { get; set; } = TimeProvider.System;
#pragma warning restore RS0030

    /// <summary>Wraps the network handler; for tests.</summary>
    internal Func<HttpMessageHandler, HttpMessageHandler>? WrapHandler { get; init; }
}
