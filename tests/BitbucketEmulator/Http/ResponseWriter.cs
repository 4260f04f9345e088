using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace BitbucketEmulator;

/// <summary>Puts an answer on the wire, whole or broken.</summary>
internal static class ResponseWriter
{
    /// <summary>Time for the bytes before a break to leave this process.</summary>
    private static readonly TimeSpan s_drain = TimeSpan.FromMilliseconds(50);

    public static async Task WriteAsync(HttpContext context, EmulatorResponse response, Fault? fault = null)
    {
        byte[] body = response.GetBody();
        HttpResponse http = context.Response;
        string? tag = response.Tagged ? EntityTag.Of(body) : null;
        bool unchanged = tag is not null && context.Request.Headers.IfNoneMatch.ToString() == tag;
        http.StatusCode = unchanged ? 304 : response.Status;
        foreach ((string name, string value) in response.Headers)
        {
            http.Headers.Append(name, value);
        }

        if (tag is not null)
        {
            http.Headers.ETag = tag;
        }

        if (http.StatusCode is 204 or 304)
        {
            return;
        }

        http.ContentType = response.ContentType;
        http.ContentLength = body.Length;
        CancellationToken closed = context.Closed();
        if ((fault?.TruncateAfterBytes ?? fault?.StallAfterBytes) is not { } length || length >= body.Length)
        {
            await http.Body.WriteAsync(body, closed).ConfigureAwait(false);
            return;
        }

        await http.Body.WriteAsync(body.AsMemory(0, length), closed).ConfigureAwait(false);
        await http.Body.FlushAsync(closed).ConfigureAwait(false);
        await Task.Delay(fault!.StallAfterBytes is null ? s_drain : Timeout.InfiniteTimeSpan, closed).ConfigureAwait(false);
        Socket(context)?.Shutdown(SocketShutdown.Send);
        context.Abort();
    }

    /// <summary>Ends the connection with RST: no lingering, no answer.</summary>
    public static void Break(HttpContext context)
    {
        if (Socket(context) is { } socket)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
        }

        context.Abort();
    }

    private static Socket? Socket(HttpContext context) => context.Features.Get<IConnectionSocketFeature>()?.Socket;
}
