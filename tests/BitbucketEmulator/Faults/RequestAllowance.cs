using System.Globalization;

namespace BitbucketEmulator;

/// <summary>
/// How many requests below <c>/2.0/repositories/</c> an account may send in a window of the emulator's time; others get 429. Every
/// account, known by its Authorization header, has its own. Guarded by the state's lock.
/// </summary>
/// <param name="limit">The number of requests in a window.</param>
/// <param name="window">The length of the window in emulated time.</param>
/// <param name="rolls">Whether requests leave the window one by one. Otherwise it starts anew at once, counted from now.</param>
/// <param name="headers">Whether the answers have the headers X-RateLimit-*.</param>
/// <param name="start">When the first window begins.</param>
internal sealed class RequestAllowance(int limit, TimeSpan window, bool rolls, bool headers, DateTimeOffset start)
{
    private readonly Dictionary<string, Queue<DateTimeOffset>> _accounts = [];
    private DateTimeOffset _start = start;

    public int Limit => limit;

    public TimeSpan Window => window;

    public bool Rolls => rolls;

    public bool Headers => headers;

    /// <summary>How many requests were refused so far.</summary>
    public int Refused { get; private set; }

    /// <summary>How many requests all accounts have in their window now.</summary>
    public int Used(DateTimeOffset now) => _accounts.Values.Sum(accepted => Current(accepted, now).Count);

    /// <summary>Uses up a part of an account's allowance, as another program does.</summary>
    public void Use(string authorization, int requests, DateTimeOffset now)
    {
        for (int i = 0; i < requests; i++)
        {
            Of(authorization, now).Enqueue(now);
        }
    }

    /// <summary>Counts a request; returns the 429 if it is one too many.</summary>
    public EmulatorResponse? Take(EmulatorRequest request)
    {
        if (!Counts(request))
        {
            return null;
        }

        Queue<DateTimeOffset> accepted = Of(request.Header("Authorization") ?? "", request.Now);
        if (accepted.Count >= limit)
        {
            Refused++;
            return EmulatorResponse.Text(429, "Rate limit for this resource has been exceeded", "text/plain");
        }

        accepted.Enqueue(request.Now);
        return null;
    }

    /// <summary>Adds the headers to an answer. Their seconds are those of the client's clock, which is not sped up.</summary>
    public void Describe(EmulatorRequest request, EmulatorResponse response)
    {
        if (!headers || !Counts(request))
        {
            return;
        }

        Queue<DateTimeOffset> accepted = Of(request.Header("Authorization") ?? "", request.Now);
        DateTimeOffset from = rolls && accepted.Count > 0 ? accepted.Peek() : _start;
        double speed = request.State.Speed > 0 ? request.State.Speed : 1;
        response.With("X-RateLimit-Limit", $"{limit}, {limit};w={Seconds(window / speed)}");
        if (response.Status == 429)
        {
            response.With("X-RateLimit-Reset", Seconds((from + window - request.Now) / speed));
        }
        else if (limit - accepted.Count < limit / 5.0)
        {
            response.With("X-RateLimit-NearLimit", "true").With("X-RateLimit-Resource", "api-repositories");
        }
    }

    private static bool Counts(EmulatorRequest request) => request.RawPath.StartsWith("/2.0/repositories", StringComparison.Ordinal);

    private static string Seconds(TimeSpan time) => Math.Max(1, Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private Queue<DateTimeOffset> Of(string authorization, DateTimeOffset now)
    {
        if (!_accounts.TryGetValue(authorization, out Queue<DateTimeOffset>? accepted))
        {
            _accounts[authorization] = accepted = new();
        }

        return Current(accepted, now);
    }

    private Queue<DateTimeOffset> Current(Queue<DateTimeOffset> accepted, DateTimeOffset now)
    {
        while (!rolls && now - _start >= window)
        {
            _start += window;
        }

        while (accepted.Count > 0 && (rolls ? now - accepted.Peek() >= window : accepted.Peek() < _start))
        {
            accepted.Dequeue();
        }

        return accepted;
    }
}
