using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace BitbucketEmulator;

/// <summary>Whether the client is still there.</summary>
internal static class ClientConnection
{
    /// <summary>
    /// Cancelled when the connection closes. <see cref="HttpContext.RequestAborted"/> is not enough: a client that leaves while Kestrel
    /// finishes the answer before can be missed, and the request would then count as being handled for ever.
    /// </summary>
    public static CancellationToken Closed(this HttpContext context) =>
        context.Features.Get<IConnectionLifetimeFeature>()?.ConnectionClosed ?? context.RequestAborted;
}
