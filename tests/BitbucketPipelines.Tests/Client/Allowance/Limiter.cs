using System.Globalization;

namespace BitbucketPipelines.Tests;

/// <summary>A server that allows so many requests in a window, on a virtual clock, and answers 429 to the others.</summary>
internal sealed class Limiter(VirtualClock clock, int limit)
{
    private readonly object _gate = new();
    private readonly Queue<DateTimeOffset> _accepted = new();
    private DateTimeOffset _windowStart = VirtualClock.Start;

    public TimeSpan Window { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether old requests leave the window one by one. Otherwise the window starts anew at once.</summary>
    public bool Rolls { get; init; }

    /// <summary>What the 429 says besides: its headers, made of the seconds until the window starts anew.</summary>
    public Func<double, string[]> Headers { get; init; } = _ => [];

    /// <summary>What other answers say besides, made of what is left and the seconds until the window starts anew.</summary>
    public Func<int, double, string[]> Hints { get; init; } = (_, _) => [];

    public int Limit { get; set; } = limit;

    public int Accepted { get; private set; }

    public int Refused { get; private set; }

    /// <summary>When each 429 was answered.</summary>
    public List<TimeSpan> RefusedAt { get; } = [];

    /// <summary>Uses up a part of the allowance, as another program does.</summary>
    public void Use(int requests)
    {
        for (int i = 0; i < requests; i++)
        {
            _accepted.Enqueue(clock.GetUtcNow());
        }
    }

    public Respond Answer(Func<StubRequest, Respond> good) => Tests.Answer.By(request =>
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            while (!Rolls && now - _windowStart >= Window)
            {
                _windowStart += Window;
                _accepted.Clear();
            }

            while (Rolls && _accepted.Count > 0 && now - _accepted.Peek() >= Window)
            {
                _accepted.Dequeue();
            }

            double left = (_windowStart + Window - now).TotalSeconds;
            if (_accepted.Count >= Limit)
            {
                Refused++;
                RefusedAt.Add(now - VirtualClock.Start);
                return Tests.Answer.Text("Rate limit for this resource has been exceeded", "text/plain", 429, Headers(left));
            }

            _accepted.Enqueue(now);
            Accepted++;
            Respond answer = good(request);
            return answer;
        }
    });

    public static string Seconds(double seconds) => Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture);
}
