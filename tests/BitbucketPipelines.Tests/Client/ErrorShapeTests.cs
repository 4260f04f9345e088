using System.Net;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>Every known format of Bitbucket's errors is read, and the message is one line.</summary>
public class ErrorShapeTests
{
    [Theory]
    [InlineData(404, """{"type":"error","error":{"message":"Resource not found","detail":"There is no API hosted at this URL"}}""",
        "Resource not found: There is no API hosted at this URL (404).")]
    [InlineData(400, """{"type":"error","error":{"message":"source: branch not found: dummy","fields":{"source":["branch not found: dummy"]}}}""",
        "source: branch not found: dummy (400).")]
    [InlineData(400, """{"type":"error","error":{"message":"Bad request","fields":{"links.avatar":"required key not provided"}}}""",
        "Bad request: links.avatar: required key not provided (400).")]
    [InlineData(403, """{"type":"error","error":{"message":"Your credentials lack one or more required privilege scopes.","detail":{"required":["project"],"granted":["runner:write","account"]}}}""",
        "Your credentials lack one or more required privilege scopes (403).")]
    [InlineData(400, """{"error":{"message":"Bad request","detail":"Unexpected response body","data":{"key":"unexpected.response.body","arguments":{}}}}""",
        "Bad request: Unexpected response body (400).")]
    [InlineData(404, """{"error":{"message":"Not found","detail":"The value provided is not a valid uuid."}}""",
        "Not found: The value provided is not a valid uuid (404).")]
    [InlineData(400, """{"type":"error","error":{"message":"hostname-not-allowed: SSH for this hostname is already configured by Bitbucket"}}""",
        "hostname-not-allowed: SSH for this hostname is already configured by Bitbucket (400).")]
    [InlineData(410, """{"type":"error","error":{"message":"CHANGE-2770 - Functionality has been deprecated","detail":"Please read the changelog entry for more details.","data":{"announcement_url":"https://developer.atlassian.com/"}}}""",
        "CHANGE-2770 - Functionality has been deprecated: Please read the changelog entry for more details (410).")]
    [InlineData(401, """{"type":"error","error":{"message":"Token is invalid, expired, or not supported for this endpoint."}}""",
        "Token is invalid, expired, or not supported for this endpoint (401).")]
    [InlineData(404, """{"type":"error","error":{"message":"No workspace with identifier '0'."}}""",
        "No workspace with identifier '0' (404).")]
    [InlineData(429, """{"type":"error","error":{"message":"Rate limit for this resource has been exceeded"}}""",
        "Rate limit for this resource has been exceeded (429).")]
    [InlineData(401, """{"error":"invalid_client","error_description":"Invalid OAuth client credentials"}""",
        "invalid_client: Invalid OAuth client credentials (401).")]
    [InlineData(400, """{"error":{"message":"Two\r\nlines\tand a tab","detail":"  more  "}}""",
        "Two lines and a tab: more (400).")]
    [InlineData(400, """{"error":{"message":null,"detail":"only detail"}}""",
        "only detail (400).")]
    [InlineData(400, """{"key":"result-service.pipeline.too-many","message":"Too many runs"}""",
        "Too many runs (400).")]
    [InlineData(400, """{"error":{"message":"Bad","fields":{"a":["x","y"],"b":[],"c":null,"d":7}}}""",
        "Bad: a: x; y (400).")]
    public async Task Each_shape_is_told_in_the_server_s_words(int status, string body, string message)
    {
        BitbucketApiException e = await AskAsync(Answer.Json(body, status));
        Assert.Equal(message, e.Message);
        Assert.Equal(ApiErrorKind.Status, e.Kind);
        Assert.Equal((HttpStatusCode)status, e.Status);
        Assert.Equal($"POST {Failures.CreatePath}", e.Request);
        Assert.Null(e.InnerException);
    }

    [Fact]
    public async Task The_parts_of_an_error_are_kept_apart()
    {
        BitbucketApiException e = await AskAsync(Answer.Json("""
            {"error":{"message":"Bad request","detail":"Unexpected response body","fields":{"a":["x","y"],"b":"z"},
            "data":{"key":"variable-service.variable.duplicate","arguments":{}}}}
            """, 409));
        Assert.Equal("Bad request", e.ServerMessage);
        Assert.Equal("Unexpected response body", e.Detail);
        Assert.Equal("variable-service.variable.duplicate", e.DataKey);
        Assert.Equal(new Dictionary<string, string> { ["a"] = "x; y", ["b"] = "z" }, e.Fields);
    }

    [Fact]
    public async Task Scopes_come_from_the_detail()
    {
        BitbucketApiException e = await AskAsync(Answer.Json(
            Fixture.Text("gildas-bitbucket-cli/error-privileges.json"), 403, "X-OAuth-Scopes: other", "X-Accepted-OAuth-Scopes: other"));
        Assert.Equal(["project"], e.RequiredScopes);
        Assert.Contains("pipeline:variable", e.GrantedScopes);
        Assert.DoesNotContain("other", e.GrantedScopes);
        Assert.Null(e.Detail);
    }

    [Theory]
    [InlineData("pipeline, repository:write")]
    [InlineData("pipeline repository:write")]
    [InlineData("pipeline,repository:write")]
    public async Task Scopes_come_from_the_headers_else(string granted)
    {
        BitbucketApiException e = await AskAsync(
            Answer.Error(403, "No", null, "x-oauth-scopes: " + granted, "X-Accepted-OAuth-Scopes: pipeline:write"));
        Assert.Equal(["pipeline:write"], e.RequiredScopes);
        Assert.Equal(["pipeline", "repository:write"], e.GrantedScopes);
    }

    [Theory]
    [InlineData("gildas-bitbucket-cli/error-noapi.json", "Resource not found", "There is no API hosted at this URL")]
    [InlineData("gildas-bitbucket-cli/error-badrequest.json", "Bad request", null)]
    [InlineData("gildas-bitbucket-cli/error-badrequest-nobranch.json", "source: branch not found: dummy", null)]
    [InlineData("gildas-bitbucket-cli/error-privileges.json", "Your credentials lack one or more required privilege scopes.", null)]
    public async Task Recorded_errors_are_read(string fixture, string message, string? detail)
    {
        BitbucketApiException e = await AskAsync(Answer.Json(Fixture.Text(fixture), 400));
        Assert.Equal(message, e.ServerMessage);
        Assert.Equal(detail, e.Detail);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/problem+json")]
    [InlineData(null)]
    public async Task Bitbucket_s_envelope_is_known_under_any_media_type(string? type) =>
        Assert.Equal("No (400).", (await AskAsync(Answer.Text("""{"error":{"message":"No"}}""", type, 400))).Message);

    [Theory]
    [InlineData("""{"error":{"message":"cut off he""")]
    [InlineData("""{"error":null}""")]
    [InlineData("""{"error":[1,2]}""")]
    [InlineData("""{"error":{"message":{"x":1},"detail":7,"fields":[],"data":"x"}}""")]
    [InlineData("""{"type":"error"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("""{"error":{"message":"\ud800 lone surrogate"}}""")]
    [InlineData("\"text\"")]
    public async Task A_body_of_another_shape_is_not_shown_and_does_no_harm(string body)
    {
        BitbucketApiException e = await AskAsync(Answer.Json(body, 400));
        Assert.Equal($"The server answered 400 BadRequest with an answer that is not Bitbucket JSON (application/json, "
            + $"{Counted.Of(body.Length, "byte")}, not shown).", e.Message);
        Assert.Equal(400, e.StatusCode);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_do_no_harm()
    {
        byte[] body = [.. "{\"error\":{\"message\":\""u8, 0xff, 0xc3, 0x28, .. "\"}}"u8];
        BitbucketApiException e = await AskAsync(Answer.Bytes(body, "application/json", 400));
        Assert.Equal(400, e.StatusCode);
    }

    [Theory]
    [InlineData(404, "The server answered 404 NotFound with an empty answer.")]
    [InlineData(499, "The server answered 499 with an empty answer.")]
    [InlineData(429, "Rate limit for this resource has been exceeded (429).")]
    public async Task An_empty_answer_is_told_by_its_status(int status, string message)
    {
        using var api = new TestApi(o => o with { Retry = new RetryPolicy { LongestLimitWait = TimeSpan.Zero } });
        api.Stub.On("POST", Failures.CreatePath, Answer.Empty(status));
        Assert.Equal(message, (await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default))).Message);
    }

    [Fact]
    public async Task A_plain_text_429_is_a_rate_limit_like_any_other()
    {
        BitbucketApiException e = await AskAsync(
            Answer.Text("Rate limit for this resource has been exceeded", "text/plain", 429, "Retry-After: 3600"));
        Assert.Equal("Rate limit for this resource has been exceeded (429).", e.Message);
        Assert.Equal(TimeSpan.FromHours(1), e.RetryAfter);
    }

    [Fact]
    public async Task A_compressed_error_is_read()
    {
        using var buffer = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(buffer, System.IO.Compression.CompressionMode.Compress))
        {
            gzip.Write("{\"error\":{\"message\":\"Packed\"}}"u8);
        }

        BitbucketApiException e = await AskAsync(Answer.Bytes(buffer.ToArray(), "application/json", 400, "Content-Encoding: gzip"));
        Assert.Equal("Packed (400).", e.Message);
    }

    [Theory]
    [InlineData("{\"error\":{\"mess",
        "The server answered 400 BadRequest with an answer that is not Bitbucket JSON (application/json, 15 bytes, not shown).")]
    [InlineData("{\"error\":{\"message\":\"Whole\"}}", "Whole (400).")]
    public async Task An_error_whose_body_breaks_off_is_still_that_error(string body, string message)
    {
        BitbucketApiException e = await AskAsync(
            Answer.Stream(System.Text.Encoding.UTF8.GetBytes(body), StubStream.End.Broken, "application/json", 400));
        Assert.Equal(ApiErrorKind.Status, e.Kind);
        Assert.Equal(message, e.Message);
    }

    [Theory]
    [InlineData("GET", 400)]
    [InlineData("POST", 400)]
    [InlineData("DELETE", 403)]
    public void An_error_whose_body_stands_still_is_still_that_error(string method, int status)
    {
        using var api = new TestApi();
        api.Stub.On(method, ".*", Answer.Stream("{\"error\":{\"mess"u8.ToArray(), StubStream.End.Stalled, "application/json", status));
        var request = new ApiRequest { Method = new HttpMethod(method), Path = "x" };
        BitbucketApiException e = Assert.Throws<BitbucketApiException>(
            () => api.Clock.Simulate(() => api.Client.SendAsync(request, default)));
        Assert.Equal((ApiErrorKind.Status, status), (e.Kind, e.StatusCode));
        Assert.True(api.Clock.Elapsed < TimeSpan.FromSeconds(15), "The status is known: the rest is not worth a long wait.");
        Assert.Single(api.Stub.Requests);
    }

    [Theory]
    [InlineData("""{"message":"m"}""")]
    [InlineData("""{"key":"k"}""")]
    [InlineData("""{"key":"k","message":{"x":"m"}}""")]
    public async Task A_key_and_a_message_make_an_error_only_together(string body) =>
        Assert.Contains("not Bitbucket JSON", (await AskAsync(Answer.Json(body, 400))).Message);

    [Fact]
    public async Task A_key_and_a_message_without_an_envelope_are_kept_apart()
    {
        BitbucketApiException e = await AskAsync(Answer.Json("""{"key":"too-many","message":"Too many runs"}""", 400));
        Assert.Equal(("too-many", "Too many runs", false), (e.DataKey, e.ServerMessage, e.IsBitbucketError));
        e = await AskAsync(Answer.Json("""{"key":"other","message":"other","error":{"message":"Bad","data":{"key":"bad"}}}""", 400));
        Assert.Equal(("bad", "Bad", true), (e.DataKey, e.ServerMessage, e.IsBitbucketError));
        Assert.Null((await AskAsync(Answer.Json("""{"key":"k"}""", 400))).DataKey);
    }

    [Fact]
    public async Task What_OAuth_says_beside_its_word_is_the_detail()
    {
        BitbucketApiException e = await AskAsync(Answer.Json("""{"error":"invalid_grant","error_description":"Gone"}""", 400));
        Assert.Equal(("invalid_grant", "Gone", false), (e.ServerMessage, e.Detail, e.IsBitbucketError));
        Assert.Null((await AskAsync(Answer.Json("""{"error":{"message":"Bad"},"error_description":"other"}""", 400))).Detail);
    }

    [Theory]
    [InlineData(65_536, true)]
    [InlineData(65_537, false)]
    public async Task Of_a_long_answer_no_more_is_read_than_an_error_can_be(int length, bool whole)
    {
        const string Json = """{"error":{"message":"Long"}}""";
        BitbucketApiException e = await AskAsync(Answer.Text(new string(' ', length - Json.Length) + Json, "text/html", 400));
        Assert.Equal(
            whole ? "Long (400)."
            : "The server answered 400 BadRequest with an answer that is not Bitbucket JSON (text/html, 65,536 bytes, not shown).",
            e.Message);
    }

    [Fact]
    public async Task An_answer_without_a_media_type_says_so() => Assert.Equal(
        "The server answered 400 BadRequest with an answer that is not Bitbucket JSON (no media type, 4 bytes, not shown).",
        (await AskAsync(Answer.Text("Oops", null, 400))).Message);

    [Theory]
    [InlineData("{\"message\":\"a.\",\"detail\":\"b.\"}", "a: b (400).")]
    [InlineData("{\"message\":\"a b\",\"detail\":\"b\"}", "a b (400).")]
    [InlineData("{\"message\":\"a\",\"detail\":\" \"}", "a (400).")]
    [InlineData("{\"message\":\"a\\u202Eb\\u2028c\\u001b[31m\\u200ed\\u2066e\\u061cf\"}", "a b c [31m d e f (400).")]
    public async Task The_message_is_one_line_that_repeats_nothing(string error, string message) =>
        Assert.Equal(message, (await AskAsync(Answer.Json($"{{\"error\":{error}}}", 400))).Message);

    private static async Task<BitbucketApiException> AskAsync(Respond answer)
    {
        using var api = new TestApi(o => o with { Retry = new RetryPolicy { LongestLimitWait = TimeSpan.Zero } });
        api.Stub.On("POST", Failures.CreatePath, answer);
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Create(), default));
        api.Stub.Verify();
        return e;
    }
}
