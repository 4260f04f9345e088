using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace BitbucketPipelines.Tests;

/// <summary>Responses for <see cref="StubHandler"/>.</summary>
internal static class Answer
{
    /// <summary>JSON, with headers such as <c>"Retry-After: 7"</c>.</summary>
    public static Respond Json(string json, int status = 200, params string[] headers) =>
        Text(json, "application/json", status, headers);

    public static Respond Text(string text, string? mediaType, int status = 200, params string[] headers) =>
        Bytes(Encoding.UTF8.GetBytes(text), mediaType, status, headers);

    public static Respond Bytes(byte[] body, string? mediaType = "application/octet-stream", int status = 200, params string[] headers) =>
        (_, _) => Task.FromResult(Make(new ByteArrayContent(body), mediaType, status, headers));

    /// <summary>A response without a body.</summary>
    public static Respond Empty(int status, params string[] headers) => Bytes([], null, status, headers);

    /// <summary>Bitbucket's error envelope.</summary>
    public static Respond Error(int status, string message, string? detail = null, params string[] headers) =>
        Json(
            System.Text.Json.JsonSerializer.Serialize(new { type = "error", error = new { message, detail } }), status, headers);

    public static Respond Redirect(string location, int status = 307) => Empty(status, "Location: " + location);

    /// <summary>A body that ends, breaks or stalls after its last byte.</summary>
    public static Respond Stream(
        byte[] body, StubStream.End end, string mediaType = "application/octet-stream", int status = 200, params string[] headers) =>
        (_, _) => Task.FromResult(Make(new StreamContent(new StubStream(body, end)), mediaType, status, headers));

    /// <summary>A body that arrives in pieces, with a pause after each.</summary>
    public static Respond Drip(
        TimeProvider clock, byte[] body, TimeSpan pause, int piece = 1, string mediaType = "application/octet-stream", int status = 200,
        params string[] headers) =>
        (_, _) => Task.FromResult(
            Make(new StreamContent(new StubStream(body, StubStream.End.Whole, piece, t => PassAsync(clock, pause, t))), mediaType, status,
            headers));

    /// <summary>The connection is refused, so the request was not sent.</summary>
    public static Respond Refused { get; } = Throws(() => new HttpRequestException(
        HttpRequestError.ConnectionError, "Connection refused (api.bitbucket.org:443)", new System.Net.Sockets.SocketException(111)));

    /// <summary>The connection breaks after the request was sent.</summary>
    public static Respond Broken { get; } = Throws(() => new HttpRequestException(
        HttpRequestError.Unknown, "An error occurred while sending the request.", new IOException("Connection reset by peer")));

    /// <summary>The server never responds.</summary>
    public static Respond Hangs { get; } = async (_, token) =>
    {
        await NeverAsync(token).ConfigureAwait(false);
        throw new InvalidOperationException("Never comes here.");
    };

    public static Respond Throws(Func<Exception> make) => (_, _) => Task.FromException<HttpResponseMessage>(make());

    /// <summary>A response that depends on the request.</summary>
    public static Respond By(Func<StubRequest, Respond> choose) => (request, token) => choose(request)(request, token);

    /// <summary>Runs an action before the response.</summary>
    public static Respond After(Action first, Respond then) => (request, token) =>
    {
        first();
        return then(request, token);
    };

    /// <summary>Responds when <paramref name="gate"/> opens, unless the request is cancelled before.</summary>
    public static Respond When(Task gate, Respond then) => async (request, token) =>
    {
        await gate.WaitAsync(token).ConfigureAwait(false);
        return await then(request, token).ConfigureAwait(false);
    };

    /// <summary>Responds after some time on the clock.</summary>
    public static Respond Slow(TimeProvider clock, TimeSpan time, Respond then) => async (request, token) =>
    {
        await PassAsync(clock, time, token).ConfigureAwait(false);
        return await then(request, token).ConfigureAwait(false);
    };

    /// <summary>A task that ends after some time or when the token is cancelled. Its continuations run at once.</summary>
    public static async Task PassAsync(TimeProvider clock, TimeSpan time, CancellationToken cancellationToken)
    {
        var passed = new TaskCompletionSource();
        using ITimer timer = clock.CreateTimer(_ => passed.TrySetResult(), null, time, Timeout.InfiniteTimeSpan);
        using CancellationTokenRegistration registration = cancellationToken.Register(() => passed.TrySetCanceled(cancellationToken));
        await passed.Task.ConfigureAwait(false);
    }

    /// <summary>A task that ends only by cancellation. Its continuations run at once.</summary>
    public static async Task NeverAsync(CancellationToken cancellationToken)
    {
        var never = new TaskCompletionSource();
        using CancellationTokenRegistration registration = cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
        await never.Task.ConfigureAwait(false);
    }

    private static HttpResponseMessage Make(HttpContent content, string? mediaType, int status, string[] headers)
    {
        content.Headers.ContentType = mediaType is null ? null : MediaTypeHeaderValue.Parse(mediaType);
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = content };
        foreach (string header in headers)
        {
            string[] parts = header.Split(": ", 2);
            if (!response.Headers.TryAddWithoutValidation(parts[0], parts[1]))
            {
                Assert.True(content.Headers.TryAddWithoutValidation(parts[0], parts[1]), header);
            }
        }

        return response;
    }
}
