using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>A response body that is read as a stream.</summary>
public class ApiDownloadTests
{
    private static readonly ApiRequest s_request = ApiRequest.GetBytes($"x");

    [Theory]
    [InlineData(200, null, false, 0, 5)]
    [InlineData(206, "bytes 100-104/105", true, 100, 105)]
    [InlineData(206, "bytes 100-104/*", true, 100, null)]
    public async Task It_knows_its_place_in_the_whole(int status, string? range, bool partial, long start, int? total)
    {
        using var api = new TestApi();
        api.Stub.On("GET", "x",
            Answer.Bytes("hello"u8.ToArray(), status: status, headers: range is null ? [] : ["Content-Range: " + range]));
        using ApiDownload download = await api.Client.OpenAsync(partial ? s_request with { Range = new(100, null) } : s_request, default);
        Assert.Equal((partial, start, (long?)total), (download.IsPartial, download.Start, download.TotalLength));
        byte[] buffer = new byte[10];
        Assert.Equal(5, await download.ReadAsync(buffer, default));
        Assert.Equal("hello"u8.ToArray(), buffer[..5]);
        Assert.Equal(0, await download.ReadAsync(buffer, default));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_told_apart_from_the_end()
    {
        using var api = new TestApi();
        api.Stub.On("GET", "x", Answer.Stream("hello"u8.ToArray(), StubStream.End.Broken));
        using ApiDownload download = await api.Client.OpenAsync(s_request, default);
        byte[] buffer = new byte[10];
        Assert.Equal(5, await download.ReadAsync(buffer, default));
        BitbucketApiException e = await Failures.OfAsync(() => download.ReadAsync(buffer, default));
        Assert.Equal(ApiErrorKind.Connection, e.Kind);
        Assert.Equal("The connection broke while the answer arrived (GET x): The connection was reset.", e.Message);
    }

    [Fact]
    public void A_server_that_stands_still_is_given_up_however_long_it_sent_before()
    {
        using var api = new TestApi(o => o with { Timeout = TimeSpan.FromSeconds(30) });
        api.Stub.On("GET", "x", Answer.Stream("hello"u8.ToArray(), StubStream.End.Stalled));
        api.Clock.Simulate(async () =>
        {
            using ApiDownload download = await api.Client.OpenAsync(s_request, default);
            byte[] buffer = new byte[1];
            for (int i = 0; i < 5; i++)
            {
                // The whole download takes longer than the limit, but no single pause does.
                api.Clock.Advance(TimeSpan.FromSeconds(20));
                Assert.Equal(1, await download.ReadAsync(buffer, default));
            }

            BitbucketApiException e = await Failures.OfAsync(() => download.ReadAsync(buffer, default));
            Assert.Equal(ApiErrorKind.Timeout, e.Kind);
            Assert.Equal("Nothing arrived for 30 seconds (GET x).", e.Message);
        });
        Assert.Equal(TimeSpan.FromSeconds(130), api.Clock.Elapsed);
    }

    [Fact]
    public async Task Cancelling_ends_a_read_that_waits()
    {
        using var api = new TestApi();
        api.Stub.On("GET", "x", Answer.Stream([], StubStream.End.Stalled));
        using ApiDownload download = await api.Client.OpenAsync(s_request, default);
        using var stop = new CancellationTokenSource();
        Task<int> reading = download.ReadAsync(new byte[1], stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal(0, api.Clock.OpenTimers);
    }

    [Fact]
    public async Task Bytes_are_asked_for_as_such_and_not_compressed()
    {
        using var api = new TestApi();
        api.Stub.On("GET", "x", Answer.Bytes([1])).On("GET", Failures.RunPath, Failures.Run());
        (await api.Client.OpenAsync(s_request, default)).Dispose();
        await api.Client.SendAsync(Failures.Get(), default);
        Assert.Equal("application/octet-stream", api.Stub.Requests[0].Accept);
        Assert.False(api.Stub.Requests[0].Headers.ContainsKey("Accept-Encoding"));
        Assert.Equal("gzip", api.Stub.Requests[1].Headers["Accept-Encoding"]);
    }
}
