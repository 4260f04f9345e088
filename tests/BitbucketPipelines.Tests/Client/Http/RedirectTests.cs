using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Tests;

/// <summary>Redirects are followed by the client, which checks the target and which headers are sent there.</summary>
public class RedirectTests
{
    private const string LogPath = "repositories/team/app/pipelines/42/steps/%7Bs%7D/log";
    private const string Storage = "https://storage.example/logs/1";
    private const string Signed = Storage + "?X-Amz-Signature=SIGNATURE&X-Amz-Credential=KEY";

    private static ApiRequest Log() => Pipelines.Log(TestApi.Repo, "42", "{s}") with { Range = new(100, null) };

    [Fact]
    public async Task A_log_s_storage_gets_the_range_but_no_credentials()
    {
        using var api = new TestApi();
        api.Stub.On("GET", LogPath, Answer.Redirect(Signed)).On("GET", Storage, Answer.Bytes([1, 2, 3], status: 206));
        using ApiDownload download = await api.Client.OpenAsync(Log(), default);
        Assert.True(download.IsPartial);
        Assert.Equal("Bearer " + TestApi.Token, api.Stub.Requests[0].Authorization);
        Assert.Null(api.Stub.Requests[1].Authorization);
        Assert.DoesNotContain(api.Stub.Requests[1].Headers.Values, v => v.Contains(TestApi.Token));
        Assert.All(api.Stub.Requests, r => Assert.Equal("bytes=100-", r.Range));
        Assert.All(api.Stub.Requests, r => Assert.Equal("application/octet-stream", r.Accept));
        Assert.Equal("SIGNATURE", api.Stub.Requests[1].Query("X-Amz-Signature")[0]);
        api.Stub.Verify();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task The_same_origin_gets_the_credentials_again(int status)
    {
        using var api = new TestApi();
        api.Stub.On("GET", Failures.RunPath, Answer.Redirect("/2.0/elsewhere?x=1", status)).On("GET", "elsewhere", Failures.Run());
        await api.Client.SendAsync(Failures.Get(), default);
        Assert.Equal("Bearer " + TestApi.Token, api.Stub.Requests[1].Authorization);
        Assert.Equal("?x=1", api.Stub.Requests[1].Uri.Query);
        api.Stub.Verify();
    }

    [Theory]
    [InlineData("https://api.bitbucket.org:8443/x")]
    [InlineData("https://bitbucket.org/x")]
    [InlineData("https://sub.api.bitbucket.org/x")]
    public async Task Another_port_or_host_is_another_origin(string to)
    {
        using var api = new TestApi();
        api.Stub.On("GET", LogPath, Answer.Redirect(to)).On("GET", to, Answer.Bytes([1]));
        (await api.Client.OpenAsync(Log(), default)).Dispose();
        Assert.Null(api.Stub.Requests[1].Authorization);
    }

    [Fact]
    public async Task Credentials_that_were_left_behind_do_not_come_back()
    {
        using var api = new TestApi();
        api.Stub.On("GET", LogPath, Answer.Redirect(Storage)).On("GET", Storage, Answer.Redirect(TestApi.ApiRoot + "back"))
            .On("GET", "back", Answer.Bytes([1]));
        (await api.Client.OpenAsync(Log(), default)).Dispose();
        Assert.Null(api.Stub.Requests[2].Authorization);
    }

    [Theory]
    [InlineData("https://evil.example/x", "it leads to another host (evil.example)")]
    [InlineData("//evil.example/x", "it leads to another host (evil.example)")]
    [InlineData("http://api.bitbucket.org/2.0/x", "it leads to an address without encryption")]
    [InlineData("ftp://api.bitbucket.org/x", "it leads to an address without encryption")]
    [InlineData("javascript:alert(1)", "it leads to an address without encryption")]
    [InlineData("https://", "it has no valid address")]
    [InlineData("//", "it has no valid address")]
    [InlineData("https://[", "it has no valid address")]
    public async Task A_request_for_json_stays_where_it_was_sent(string location, string reason)
    {
        using var api = new TestApi();
        api.Stub.On("GET", Failures.RunPath, Answer.Redirect(location, 302));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default));
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
        Assert.Equal(302, e.StatusCode);
        Assert.Equal($"The server answered GET {Failures.RunPath} with a redirect (302) that is not followed: {reason}.", e.Message);
        Assert.Single(api.Stub.Requests);
    }

    [Fact]
    public async Task A_redirect_without_an_address_is_an_error()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Failures.RunPath, Answer.Empty(307));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default));
        Assert.EndsWith("it has no valid address.", e.Message);
    }

    [Fact]
    public async Task Not_even_a_log_is_fetched_without_encryption()
    {
        using var api = new TestApi();
        api.Stub.On("GET", LogPath, Answer.Redirect("http://storage.example/logs/1"));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.OpenAsync(Log(), default));
        Assert.EndsWith("it leads to an address without encryption.", e.Message);
        Assert.Single(api.Stub.Requests);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000/logs/1")]
    [InlineData("http://localhost/logs/1")]
    [InlineData("http://[::1]:9000/")]
    public async Task An_encrypted_answer_leads_to_no_service_of_this_machine(string location)
    {
        using var api = new TestApi();
        api.Stub.Always("GET", LogPath, Answer.Redirect(location));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.OpenAsync(Log(), default));
        Assert.EndsWith("it leads to an address without encryption.", e.Message);
        BitbucketApiException given = await Failures.OfAsync(() => api.Client.OpenAsync(ApiRequest.Download(new Uri(location)), default));
        Assert.Equal(ApiErrorKind.InvalidResponse, given.Kind);
        Assert.Single(api.Stub.Requests);
    }

    [Fact]
    public async Task Neither_does_the_storage()
    {
        using var api = new TestApi();
        api.Stub.On("GET", LogPath, Answer.Redirect(Storage)).On("GET", Storage, Answer.Redirect("http://127.0.0.1/x"));
        Assert.EndsWith("it leads to an address without encryption.",
            (await Failures.OfAsync(() => api.Client.OpenAsync(Log(), default))).Message);
    }

    [Theory]
    [InlineData("POST", 301)]
    [InlineData("POST", 302)]
    [InlineData("POST", 307)]
    [InlineData("POST", 308)]
    [InlineData("PUT", 307)]
    [InlineData("DELETE", 308)]
    public async Task A_write_is_never_redirected(string method, int status)
    {
        using var api = new TestApi();
        api.Stub.On(method, "x", Answer.Redirect(TestApi.ApiRoot + "x/", status));
        var request = new ApiRequest { Method = new HttpMethod(method), Path = "x", Body = [1] };
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(request, default));
        Assert.EndsWith("a request that changes something is never redirected.", e.Message);
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
        Assert.Single(api.Stub.Requests);
    }

    [Fact]
    public async Task A_circle_ends()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", Failures.RunPath, Answer.Redirect(TestApi.ApiRoot + Failures.RunPath));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default));
        Assert.EndsWith("there were too many.", e.Message);
        Assert.Equal(6, api.Stub.Requests.Length);
    }

    [Fact]
    public async Task Five_hops_are_followed()
    {
        using var api = new TestApi();
        for (int i = 0; i < 5; i++)
        {
            api.Stub.On("GET", $"hop{i}", Answer.Redirect($"{TestApi.ApiRoot}hop{i + 1}"));
        }

        api.Stub.On("GET", "hop5", Answer.Json("{}"));
        await api.Client.SendAsync(ApiRequest.GetBytes($"hop0"), default);
        api.Stub.Verify();
    }

    [Theory]
    [InlineData("https://storage.example/logs/1?sig=SIGNATURE")]
    [InlineData("http://storage.example/logs/SIGNATURE")]
    [InlineData("https://user:SIGNATURE@storage.example/logs/1")]
    public async Task A_pre_signed_address_is_never_told(string location)
    {
        foreach (Respond last in new[] { Answer.Bytes([1]), Answer.Text("<Error>SIGNATURE</Error>", "application/xml", 403), Answer.Broken,
            Answer.Hangs, Answer.Redirect("https://") })
        {
            using var api = new TestApi(o => o with { Retry = new RetryPolicy { MaxAttempts = 2 } });
            api.Stub.Always("GET", LogPath, Answer.Redirect(location)).Always("GET", "https?://.*", last);
            Exception? e = Record.Exception(() => api.Clock.Simulate(async () => (await api.Client.OpenAsync(Log(), default)).Dispose()));
            Assert.DoesNotContain("SIGNATURE", api.Told);
            Assert.Contains("-> 307", api.Told);
            if (e is not null)
            {
                Failures.HidesSecret(Assert.IsType<BitbucketApiException>(e), "SIGNATURE");
            }
        }
    }

    [Fact]
    public async Task The_storage_s_refusal_says_so_without_its_page()
    {
        using var api = new TestApi();
        api.Stub.On("GET", LogPath, Answer.Redirect(Signed))
            .On("GET", Storage, Answer.Text("<Error>expired</Error>", "application/xml", 403));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.OpenAsync(Log(), default));
        Assert.Equal("The server answered 403 Forbidden with an answer that is not Bitbucket JSON (application/xml, 22 bytes, not shown).",
            e.Message);
        Assert.Equal($"GET {LogPath}", e.Request);
    }

    [Fact]
    public async Task Each_attempt_starts_at_the_first_address_since_the_second_expires()
    {
        using var api = new TestApi();
        api.Stub.On("GET", LogPath, Answer.Redirect(Signed), Answer.Redirect(Signed)).On("GET", Storage, Answer.Broken, Answer.Bytes([1]));
        (await api.Client.OpenAsync(Log(), default)).Dispose();
        Assert.Equal("Bearer " + TestApi.Token, api.Stub.Requests[2].Authorization);
        api.Stub.Verify();
    }
}
