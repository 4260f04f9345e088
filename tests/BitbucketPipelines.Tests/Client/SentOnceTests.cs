using System.Net;
using System.Net.Sockets;
using System.Text;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>Over real sockets: the network handler does not repeat by itself what the client sends once.</summary>
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
        // So that a connection is open that the next request takes: of those the handler thinks that they may have been closed before.
        await client.ReadJsonAsync(new ApiRequest { Path = "warm" }, default);
        var request = new ApiRequest { Method = new HttpMethod(method), Path = "work", Body = hasBody ? "{}"u8.ToArray() : null };
        BitbucketApiException e = await Failures.OfAsync(() => client.ReadJsonAsync(request, default));
        Assert.Equal(ApiErrorKind.AnswerLost, e.Kind);
        Assert.Equal(["GET", method], server.Seen);
    }

    /// <summary>Answers GET, and closes the connection once it has read anything else.</summary>
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
