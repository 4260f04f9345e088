using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>A cache is saved completely or not at all, and received data is not requested again.</summary>
public sealed class CacheDownloadTests : IDisposable
{
    private const string Uuid = "{0c1f6f5e-6f0e-4a6e-9a43-0123456789ab}";
    private const string UriPath = "repositories/team/app/pipelines-config/caches/%7B0c1f6f5e-6f0e-4a6e-9a43-0123456789ab%7D/content-uri";
    private const string Storage = "https://storage.example/c";
    private const string Text = "0123456789";

    private readonly TempFolder _folder = new();
    private readonly TestApi _api = new();

    private string File => _folder.File("node.tar");

    private string Partial => File + ".0c1f6f5e-6f0e-4a6e-9a43-0123456789ab.partial";

    public void Dispose()
    {
        _api.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_is_saved_byte_by_byte_and_replaces_what_was_there()
    {
        _folder.File("node.tar", "old and longer than what is new");
        Assert.Equal(CacheDownloadStatus.Saved, (await SaveAsync(new FakeLog(Text).Answer)).Status);
        Assert.Equal(Text, Read());
        Assert.Null(_api.Stub.To("GET", Storage)[0].Range);
    }

    /// <summary>The uuid comes from the server. It must not lead to a file elsewhere.</summary>
    [Fact]
    public void What_arrives_stands_beside_the_file_whatever_the_uuid_is()
    {
        var cache = new Cache { Uuid = "{x/../../evil}" };
        Assert.Equal(File + ".x_.._.._evil.partial", new CacheDownload(_api.Client, cache, File).PartialPath);
    }

    [Fact]
    public async Task A_broken_connection_is_resumed_where_it_broke()
    {
        var content = new FakeLog(Text);
        content.Breaks.Enqueue(3);
        content.Breaks.Enqueue(4);
        await SaveAsync(content.Answer);
        Assert.Equal(Text, Read());
        Assert.Equal([null, "bytes=3-", "bytes=7-"], _api.Stub.To("GET", Storage).Select(r => r.Range));
        Assert.Single(_api.Stub.To("GET", UriPath));
    }

    [Fact]
    public async Task What_an_earlier_call_left_is_not_asked_for_again()
    {
        System.IO.File.WriteAllText(Partial, "0123");
        await SaveAsync(new FakeLog(Text).Answer);
        Assert.Equal(Text, Read());
        Assert.Equal("bytes=4-", Assert.Single(_api.Stub.To("GET", Storage)).Range);
    }

    [Fact]
    public async Task A_server_that_ignores_the_range_sends_all_of_it_again()
    {
        System.IO.File.WriteAllText(Partial, "xxxx");
        await SaveAsync(new FakeLog(Text) { IgnoresRange = true }.Answer);
        Assert.Equal(Text, Read());
    }

    [Fact]
    public async Task What_is_longer_than_the_cache_is_thrown_away()
    {
        System.IO.File.WriteAllText(Partial, "this is no part of it");
        await SaveAsync(new FakeLog(Text).Answer);
        Assert.Equal(Text, Read());
        Assert.Null(Assert.Single(_api.Stub.To("GET", Storage)).Range);
    }

    [Fact]
    public async Task Where_no_size_is_told_a_range_past_the_end_begins_anew()
    {
        System.IO.File.WriteAllText(Partial, "this is no part of it");
        await SaveAsync(new FakeLog(Text).Answer, size: null);
        Assert.Equal(Text, Read());
        Assert.Equal(["bytes=21-", null], _api.Stub.To("GET", Storage).Select(r => r.Range));
    }

    [Fact]
    public async Task What_is_whole_already_is_put_into_its_place()
    {
        System.IO.File.WriteAllText(Partial, Text);
        await SaveAsync(new FakeLog(Text).Answer);
        Assert.Equal(Text, Read());
        Assert.Empty(_api.Stub.Requests);
    }

    [Fact]
    public async Task An_empty_cache_is_an_empty_file()
    {
        await SaveAsync(new FakeLog("").Answer, size: 0);
        Assert.Equal("", Read());
    }

    [Fact]
    public async Task An_address_that_has_ended_is_asked_for_anew()
    {
        var content = new FakeLog(Text);
        content.Breaks.Enqueue(3);
        int sent = 0;
        await SaveAsync(
            Answer.By(_ => ++sent == 2
            ? Answer.Text("<Error><Message>Request has expired</Message></Error>", "application/xml", 403)
            : content.Answer));
        Assert.Equal(Text, Read());
        Assert.Equal(2, _api.Stub.To("GET", UriPath).Length);
    }

    [Fact]
    public async Task A_fresh_address_that_is_refused_ends_it_and_leaves_nothing()
    {
        CacheDownloadEnd end = await SaveAsync(Answer.Text("<Error/>", "application/xml", 403));
        Assert.Equal((CacheDownloadStatus.Refused, 403), (end.Status, end.Failure!.StatusCode));
        Assert.Empty(_folder.Files);
        Assert.Equal(2, _api.Stub.To("GET", UriPath).Length);
    }

    [Fact]
    public async Task A_refusal_keeps_what_has_arrived()
    {
        System.IO.File.WriteAllText(Partial, "0123");
        await SaveAsync(Answer.Text("<Error/>", "application/xml", 403));
        Assert.Equal("0123", System.IO.File.ReadAllText(Partial));
        Assert.False(System.IO.File.Exists(File));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(9)]
    public async Task Another_length_than_the_list_says_makes_no_file(long size)
    {
        _folder.File("node.tar", "old");
        Assert.Equal(CacheDownloadStatus.WrongSize, (await SaveAsync(new FakeLog(Text).Answer, size)).Status);
        Assert.Equal("old", Read());
    }

    [Theory]
    [InlineData(300)]
    [InlineData(null)]
    public async Task More_than_the_list_says_ends_it_at_once(int? total)
    {
        // Content without an end, and content with a wrong length.
        Respond endless = Answer.Drip(
            _api.Clock, new byte[100_000], TimeSpan.FromSeconds(1), 100, headers: total is null ? [] : [$"Content-Length: {total}"]);
        Stub(endless);
        CacheDownloadEnd end = _api.Clock.Simulate(() => new CacheDownload(_api.Client, Cache(300), File).SaveAsync(default));
        Assert.Equal(CacheDownloadStatus.WrongSize, end.Status);
        Assert.InRange(_api.Clock.Elapsed.TotalSeconds, 3, 5);
        Assert.Empty(_folder.Files);
    }

    [Theory]
    [InlineData("bytes 7-9/10")]
    [InlineData("")]
    public async Task Another_part_than_was_asked_for_is_not_put_behind_what_is_there(string range)
    {
        System.IO.File.WriteAllText(Partial, "0123");
        var content = new FakeLog(Text);
        await SaveAsync(Answer.By(r => r.Range is null ? content.Answer
            : Answer.Bytes("789"u8.ToArray(), status: 206, headers: range.Length == 0 ? [] : ["Content-Range: " + range])));
        Assert.Equal(Text, Read());
    }

    [Fact]
    public async Task Another_version_is_not_put_behind_what_has_come()
    {
        int sent = 0;
        await SaveAsync(Answer.By(r => ++sent == 1
            ? Answer.Stream("xxxx"u8.ToArray(), StubStream.End.Broken, headers: ["ETag: \"1\"", "Content-Length: 10"])
            : r.Range is null ? Answer.Bytes(System.Text.Encoding.UTF8.GetBytes(Text), headers: "ETag: \"2\"")
            : Answer.Bytes("456789"u8.ToArray(), status: 206, headers: ["Content-Range: bytes 4-9/10", "ETag: \"2\""])));
        Assert.Equal(Text, Read());
    }

    [Fact]
    public async Task A_page_is_no_cache()
    {
        BitbucketApiException e = await Failures.OfAsync(() => SaveAsync(Answer.Text("<html>Sign in</html>", "text/html"), size: null));
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public async Task A_cache_that_is_gone_leaves_nothing()
    {
        _api.Stub.On("GET", UriPath, Answer.Error(404, "Not found"));
        Assert.Equal(CacheDownloadStatus.Gone, (await new CacheDownload(_api.Client, Cache(10), File).SaveAsync(default)).Status);
        Assert.Empty(_folder.Files);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"uri":""}""")]
    [InlineData("""{"uri":"/relative"}""")]
    [InlineData("""{"uri":"http://storage.example/S1GNATURE"}""")]
    [InlineData("""{"uri":"file:///etc/S1GNATURE"}""")]
    public async Task An_address_that_is_not_safe_is_not_used_and_not_told(string json)
    {
        _api.Stub.On("GET", UriPath, Answer.Json(json));
        BitbucketApiException e = await Failures.OfAsync(() => new CacheDownload(_api.Client, Cache(10), File).SaveAsync(default));
        Assert.Equal(ApiErrorKind.InvalidResponse, e.Kind);
        Failures.HidesSecret(e, "S1GNATURE");
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public async Task Cancelling_keeps_what_has_arrived_and_nothing_else()
    {
        using var stop = new CancellationTokenSource();
        Stub(Answer.Stream("0123"u8.ToArray(), StubStream.End.Stalled));
        Task saving = new CacheDownload(_api.Client, Cache(10), File).SaveAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => saving);
        Assert.Equal([Path.GetFileName(Partial)], _folder.Files);
        Assert.Equal("0123", System.IO.File.ReadAllText(Partial));
    }

    [Fact]
    public async Task A_connection_that_never_gets_further_ends_it()
    {
        var content = new FakeLog(Text);
        for (int i = 0; i < 10; i++)
        {
            content.Breaks.Enqueue(0);
        }

        Assert.Equal(ApiErrorKind.Connection, (await Failures.OfAsync(() => SaveAsync(content.Answer))).Kind);
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_found_before_anything_is_sent()
    {
        await Assert.ThrowsAnyAsync<IOException>(
            () => new CacheDownload(_api.Client, Cache(10), _folder.File("no/such/a.tar")).SaveAsync(default));
        Assert.Empty(_api.Stub.Requests);
    }

    [Fact]
    public async Task Another_download_of_the_same_file_is_left_alone()
    {
        using var other = new FileStream(Partial, FileMode.Create, FileAccess.Write, FileShare.None);
        await Assert.ThrowsAnyAsync<IOException>(() => new CacheDownload(_api.Client, Cache(10), File).SaveAsync(default));
        Assert.True(System.IO.File.Exists(Partial));
        Assert.Empty(_api.Stub.Requests);
    }

    [Fact]
    public async Task It_tells_how_far_it_is()
    {
        var download = new CacheDownload(_api.Client, Cache(null), File);
        Stub(new FakeLog(Text).Answer);
        Assert.Equal((0, 0), (download.Position, download.Length));
        await download.SaveAsync(default);
        Assert.Equal((10, 10), (download.Position, download.Length));
    }

    private static Cache Cache(long? size)
    {
        var cache = new Cache { Name = "node", Uuid = Uuid, Size = size };
        cache.SetLocation(TestApi.Repo, new Uri("https://bitbucket.org/"));
        return cache;
    }

    private void Stub(Respond content) => _api.Stub
        .Always("GET", UriPath, Answer.Json($$"""{"uri":"{{Storage}}?X-Amz-Signature=S1GNATURE"}"""))
        .Always("GET", Storage, content);

    private Task<CacheDownloadEnd> SaveAsync(Respond content, long? size = 10)
    {
        Stub(content);
        return new CacheDownload(_api.Client, Cache(size), File).SaveAsync(default);
    }

    private string Read()
    {
        Assert.Equal(["node.tar"], _folder.Files);
        return System.IO.File.ReadAllText(File);
    }
}
