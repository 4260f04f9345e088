using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BitbucketEmulator;

/// <summary>A running emulator: plain Kestrel on two loopback ports, without host and logging, because it must start at once.</summary>
public sealed class EmulatorHost : IAsyncDisposable
{
    private readonly KestrelServer _server;
    private readonly TaskCompletionSource _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EmulatorHost(KestrelServer server, EmulatorState state) => (_server, State) = (server, state);

    /// <summary>Base of the API: <c>http://127.0.0.1:PORT/2.0/</c>.</summary>
    public Uri ApiUri => State.ApiUri;

    /// <summary>Root of the same port: OAuth at <c>site/oauth2/access_token</c>, the control API at <c>_emulator/</c>.</summary>
    public Uri SiteUri => State.SiteUri;

    /// <summary>The second port, where finished logs are.</summary>
    public Uri StorageUri => State.StorageUri;

    /// <summary>Everything inside.</summary>
    public EmulatorState State { get; }

    /// <summary>Ends when somebody asks for the end over the control API.</summary>
    internal Task StopRequested => _stopRequested.Task;

    public static async Task<EmulatorHost> StartAsync(EmulatorOptions? options = null)
    {
        options ??= new EmulatorOptions();
        ListenOptions? api = null;
        ListenOptions? storage = null;
        var kestrel = new KestrelServerOptions { AddServerHeader = false, AllowHostHeaderOverride = true };
        kestrel.Listen(IPAddress.Loopback, options.Port, listen => api = listen);
        kestrel.Listen(IPAddress.Loopback, 0, listen => storage = listen);
        var server = new KestrelServer(
            Options.Create(kestrel),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
        var host = new EmulatorHost(server, new EmulatorState(options));
        try
        {
            var application = new EmulatorApplication(host.State, () => host._stopRequested.TrySetResult());
            await server.StartAsync(application, CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            server.Dispose();
            throw;
        }

        host.State.SiteUri = Root(api!);
        host.State.StorageUri = Root(storage!);
        return host;
    }

    /// <summary>Stops at once: open requests are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _server.Dispose();
    }

    private static Uri Root(ListenOptions listen) => new($"http://{listen.IPEndPoint}/");
}
