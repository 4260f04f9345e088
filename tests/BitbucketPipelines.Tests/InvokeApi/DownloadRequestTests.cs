using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>A pre-signed address is a credential: no other credentials are sent with it, and it is never shown.</summary>
public sealed class DownloadRequestTests
{
    private const string Storage = "https://storage.example/caches/1";
    private const string Signature = "S1GNATURE";
    private static readonly Uri s_address = new($"{Storage}?X-Amz-Credential=k%2F2026%2Bx&X-Amz-Signature={Signature}");

    [Fact]
    public async Task It_goes_out_as_it_came_and_without_credentials()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Storage, Answer.Bytes([1, 2, 3]));
        using ApiDownload download = await api.Client.OpenAsync(ApiRequest.Download(s_address) with { Range = new(1, null) }, default);
        StubRequest sent = api.Stub.Request;
        Assert.Equal(s_address.OriginalString, sent.Uri.AbsoluteUri);
        Assert.Null(sent.Authorization);
        Assert.DoesNotContain(sent.Headers.Values, v => v.Contains(TestApi.Token));
        Assert.Equal("bytes=1-", sent.Range);
    }

    [Fact]
    public void Neither_the_request_nor_its_text_tells_it()
    {
        ApiRequest request = ApiRequest.Download(s_address);
        Assert.Equal("GET (pre-signed address)", request.ToString());
        Assert.True(request.Anonymous);
        Assert.DoesNotContain(Signature, string.Join(' ', typeof(ApiRequest).GetProperties().Select(p => p.GetValue(request))));
    }

    [Theory]
    [InlineData("403")]
    [InlineData("404")]
    [InlineData("503")]
    [InlineData("refused")]
    [InlineData("broken")]
    [InlineData("hangs")]
    [InlineData("redirect")]
    [InlineData("insecure")]
    public async Task No_failure_and_no_message_tells_it(string kind)
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", kind switch
        {
            "redirect" => Answer.Redirect(s_address.OriginalString),
            "insecure" => Answer.Redirect(s_address.OriginalString.Replace("https:", "http:", StringComparison.Ordinal)),
            "refused" or "broken" or "hangs" => Failures.Named(kind),
            _ => Answer.Text($"<Error><Message>{s_address}</Message></Error>", "application/xml",
            int.Parse(kind, System.Globalization.CultureInfo.InvariantCulture)),
        });
        BitbucketApiException e = kind == "hangs"
            ? Assert.Throws<BitbucketApiException>(
                () => api.Clock.Simulate(() => (Task)api.Client.OpenAsync(ApiRequest.Download(s_address), default)))
            : await Failures.OfAsync(() => api.Client.OpenAsync(ApiRequest.Download(s_address), default));
        Failures.HidesSecret(e, Signature);
        Assert.Equal("GET (pre-signed address)", e.Request);
        Assert.NotEmpty(api.Events);
        Assert.DoesNotContain(Signature, api.Told);
        Assert.DoesNotContain("storage.example/", api.Told);
        Assert.All(api.Stub.Requests, r => Assert.Null(r.Authorization));
    }

    [Theory]
    [InlineData("http://storage.example/x")]
    [InlineData("ftp://storage.example/x")]
    [InlineData("file:///etc/passwd")]
    public void It_has_to_be_encrypted(string address) => Assert.Throws<ArgumentException>(() => ApiRequest.Download(new Uri(address)));

    [Fact]
    public void Loopback_will_do() => Assert.NotNull(ApiRequest.Download(new Uri("http://127.0.0.1:1/x")));

    [Fact]
    public async Task What_is_stored_compressed_is_saved_so()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Storage, Answer.Bytes([0x1f, 0x8b, 1], status: 200, headers: "Content-Encoding: gzip"));
        using ApiDownload download = await api.Client.OpenAsync(ApiRequest.Download(s_address), default);
        byte[] buffer = new byte[10];
        Assert.Equal(3, await download.ReadAsync(buffer, default));
        Assert.Equal([0x1f, 0x8b, 1], buffer[..3]);
    }
}
