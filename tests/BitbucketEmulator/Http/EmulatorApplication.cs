using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BitbucketEmulator;

/// <summary>What Kestrel calls for each request on either port: record it, misbehave if told to, else let a handler answer.</summary>
internal sealed class EmulatorApplication(EmulatorState state, Action stop) : IHttpApplication<HttpContext>
{
    private static readonly string[] s_recordedHeaders =
        ["Range", "Accept", "User-Agent", "Content-Type", "If-None-Match", "Accept-Encoding", "X-Atlassian-Token", "Proxy-Authorization"];

    private readonly ControlServer _control = new(stop);

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // Nothing is held.
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            EmulatorRequest request = await ReadAsync(context).ConfigureAwait(false);
            bool storage = context.Connection.LocalPort == state.StorageUri.Port;
            if (!storage && request.RawPath.StartsWith(ControlServer.Root, StringComparison.Ordinal))
            {
                EmulatorResponse response = state.Locked(() => Guard(() => _control.Handle(request)));
                await ResponseWriter.WriteAsync(context, response).ConfigureAwait(false);
                return;
            }

            await AnswerAsync(context, request, storage ? "storage" : "api").ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The client went away; there is nobody to tell.
        }
    }

    private async Task AnswerAsync(HttpContext context, EmulatorRequest request, string port)
    {
        int status = 0;
        bool aborted = false;
        bool isInFlight = true;
        (RequestLog log, int number, Fault? fault) = state.Locked(() => Begin(context, request, port));
        try
        {
            if (fault?.DelaySeconds > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(fault.DelaySeconds), state.Source, context.Closed()).ConfigureAwait(false);
            }

            if (fault?.Reset == true)
            {
                aborted = true;
                ResponseWriter.Break(context);
                return;
            }

            // After a reset the world that was asked is gone.
            EmulatorResponse? response = state.Locked(() => state.Log == log ? Respond(request, port, fault) : null);
            if (response is null || fault?.ResetAfterHandling == true)
            {
                aborted = true;
                ResponseWriter.Break(context);
                return;
            }

            status = response.Status;
            aborted = fault?.TruncateAfterBytes is not null;
            if (fault?.StallAfterBytes is null)
            {
                isInFlight = false;
                state.Locked(log.Leave);
            }

            await ResponseWriter.WriteAsync(context, response, fault).ConfigureAwait(false);
        }
        finally
        {
            aborted |= context.Closed().IsCancellationRequested;
            state.Locked(() =>
            {
                if (isInFlight)
                {
                    log.Leave();
                }

                log.End(number, status, aborted);
            });
        }
    }

    private (RequestLog Log, int Number, Fault? Fault) Begin(HttpContext context, EmulatorRequest request, string port)
    {
        string pathAndQuery = RawPathAndQuery(context);
        string? authorization = request.Header("Authorization");
        int number = state.Log.Begin(n => new RecordedRequest
        {
            Number = n,
            Port = port,
            Method = request.Method,
            PathAndQuery = pathAndQuery,
            AuthorizationScheme = authorization?.Split(' ')[0],
            Headers = s_recordedHeaders
                .Where(name => request.Header(name) is not null)
                .ToDictionary(name => name, name => request.Header(name)!),
            Body = request.BodyText,
            AtSeconds = state.ElapsedSeconds,
        });
        return (state.Log, number, state.Faults.Take(port, request.Method, pathAndQuery));
    }

    private static EmulatorResponse Respond(EmulatorRequest request, string port, Fault? fault)
    {
        bool replaced = fault?.Status is not null;
        EmulatorResponse? handled = replaced && !fault!.AfterHandling ? null
            : Guard(() => port == "storage" ? StorageServer.Handle(request) : HandleApi(request));
        EmulatorResponse response = replaced
            ? EmulatorResponse.Text(fault!.Status!.Value, fault.Body ?? "", fault.ContentType ?? "text/plain")
            : handled!;
        foreach ((string name, string value) in fault?.Headers ?? new Dictionary<string, string>())
        {
            response.With(name, value);
        }

        return response;
    }

    private static EmulatorResponse HandleApi(EmulatorRequest request)
    {
        RequestAllowance? allowance = request.State.Allowance;
        EmulatorResponse response = allowance?.Take(request) ?? ApiServer.Handle(request);
        allowance?.Describe(request, response);
        return response;
    }

    /// <summary>A mistake in the emulator itself: there is no log, so the answer has to tell.</summary>
    private static EmulatorResponse Guard(Func<EmulatorResponse> handle)
    {
        try
        {
            return handle();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return EmulatorResponse.Text(500, $"The emulator failed: {error}");
        }
    }

    private async Task<EmulatorRequest> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.Closed()).ConfigureAwait(false);
        string raw = RawPathAndQuery(context);
        int question = raw.IndexOf('?', StringComparison.Ordinal);
        return new EmulatorRequest
        {
            State = state,
            Method = context.Request.Method,
            RawPath = question < 0 ? raw : raw[..question],
            Query = new QueryParameters(question < 0 ? "" : raw[question..]),
            Headers = context.Request.Headers,
            Body = body.ToArray(),
            IsProxied = !context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.StartsWith('/'),
        };
    }

    /// <summary>The request line's target, not decoded; of a request that came as to a proxy, what follows the authority.</summary>
    private static string RawPathAndQuery(HttpContext context)
    {
        string raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (raw.StartsWith('/'))
        {
            return raw;
        }

        int authority = raw.IndexOf("://", StringComparison.Ordinal);
        int path = authority < 0 ? -1 : raw.IndexOf('/', authority + 3);
        return path < 0 ? "/" : raw[path..];
    }
}
