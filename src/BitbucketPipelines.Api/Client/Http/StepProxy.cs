using System.Net;

namespace BitbucketPipelines.Api;

/// <summary>
/// The proxy that runs beside each step of Bitbucket Pipelines. It adds the credentials of the step to requests for reports of its
/// repository, so that these need no token. Requests reach it without encryption, because it could not add anything to encrypted ones; it
/// is on the same machine. This is the only exception to the rule that nothing is sent without encryption: it holds for requests about
/// reports, and no credentials are sent.
/// </summary>
internal static class StepProxy
{
    private const string DockerHost = "host.docker.internal";

    /// <summary>The root of the API as the proxy needs it: without encryption.</summary>
    public static readonly Uri ApiUri = new("http://api.bitbucket.org/2.0/");

    /// <summary>Where the proxy is: for the script of a step, and for a container that the step starts, such as a pipe.</summary>
    public static IReadOnlyList<Uri> Addresses { get; } = [new("http://localhost:29418"), new($"http://{DockerHost}:29418")];

    /// <summary>Whether requests may be sent to this proxy without encryption: it is on this machine.</summary>
    public static bool IsAllowed(Uri proxy) => proxy is { IsAbsoluteUri: true, Scheme: "http", UserInfo.Length: 0 }
        && (proxy.IsLoopback || string.Equals(proxy.Host, DockerHost, StringComparison.OrdinalIgnoreCase));

    /// <summary>Checks the settings of a client that uses the proxy, and returns the root of the API.</summary>
    /// <exception cref="ArgumentException">There are credentials, or the proxy or the server is another one.</exception>
    public static Uri CheckRoot(BitbucketClientOptions options) =>
        options.Credential is null && options.Proxy?.GetProxy(options.ApiUri) is { } proxy && IsAllowed(proxy)
        && (options.ApiUri == ApiUri || (options.ApiUri.Scheme == "http" && BitbucketClient.IsAllowedRoot(options.ApiUri)))
            ? options.ApiUri
            : throw new ArgumentException("Only requests without credentials to Bitbucket are sent through the proxy of a step.");

    /// <summary>Refuses a request that is not about reports.</summary>
    /// <exception cref="BitbucketApiException">The request is about something else, or has credentials.</exception>
    public static void Check(ApiRequest request)
    {
        if (!request.IsReport || request.Authorization is not null || request.Address is not null || request.Root != ApiRoot.Api)
        {
            throw new BitbucketApiException(
                $"{request} was not sent: without credentials, only reports can be sent from a step of Bitbucket Pipelines.")
            {
                Kind = ApiErrorKind.Status,
                Status = HttpStatusCode.Unauthorized,
                Request = request.ToString(),
                NeverLeft = true,
            };
        }
    }
}
