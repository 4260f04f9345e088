using System.Net;
using System.Net.Sockets;
using System.Text;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>With real sockets: the network handler does not send a request again on its own.</summary>
public class SentOnceTests
{
    [Theory]
    [InlineData("POST", false)]
    [InlineData("POST", true)]
    [InlineData("PATCH", false)]
    [InlineData("PATCH", true)]
    public async Task It_reaches_a_server_once_that_does_the_work_and_closes(string method, bool hasBody)
    {
        using var server = new ClosingServer();
        using var client = new BitbucketClient(new BitbucketClientOptions { ApiUri = server.Root });
        // Opens a connection for the next request. The handler would send a request again if a reused connection were closed.
        await client.ReadJsonAsync(new ApiRequest { Path = "warm" }, default);
        var request = new ApiRequest { Method = new HttpMethod(method), Path = "work", Body = hasBody ? "{}"u8.ToArray() : null };
        BitbucketApiException e = await Failures.OfAsync(() => client.ReadJsonAsync(request, default));
        Assert.Equal(ApiErrorKind.AnswerLost, e.Kind);
        Assert.Equal(["GET", method], server.Seen);
    }

    /// <summary>A server that answers GET, and closes the connection after it has read any other request.</summary>
    private sealed class ClosingServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<string> _seen = [];

        public ClosingServer()
        {
            _listener.Start();
            Root = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/2.0/");
            _ = AcceptAsync();
        }

        public Uri Root { get; }

        public string[] Seen
        {
            get
            {
                lock (_seen)
                {
                    return [.. _seen];
                }
            }
        }

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    _ = ServeAsync(await _listener.AcceptTcpClientAsync());
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task ServeAsync(TcpClient connection)
        {
            using (connection)
            {
                using var reader = new StreamReader(connection.GetStream(), Encoding.ASCII);
                while (await reader.ReadLineAsync() is { Length: > 0 } first)
                {
                    string method = first.Split(' ')[0];
                    lock (_seen)
                    {
                        _seen.Add(method);
                    }

                    while (await reader.ReadLineAsync() is { Length: > 0 })
                    {
                        // The headers.
                    }

                    if (method != "GET")
                    {
                        return;
                    }

                    await connection.GetStream()
                        .WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray());
                }
            }
        }
    }
}
