using System.Globalization;

namespace BitbucketPipelines.Api;

/// <summary>What some work costs: the number of requests, and how long they take with the requests that Bitbucket allows an hour.</summary>
/// <param name="Requests">The number of requests.</param>
/// <param name="HourlyLimit">The number of requests allowed in an hour.</param>
internal readonly record struct RequestEstimate(long Requests, int HourlyLimit)
{
    /// <summary>The time in which so many requests are allowed.</summary>
    public TimeSpan Time => TimeSpan.FromHours((double)Requests / HourlyLimit);

    /// <summary>The estimate in words: <c>About 18,007 requests; at 1,000 an hour they take about 18 hours.</c></summary>
    public override string ToString()
    {
        bool isOne = Requests == 1;
        return string.Format(
            CultureInfo.InvariantCulture, "About {0:N0} {1}; at {2:N0} an hour {3} {4}.", Requests, isOne ? "request" : "requests",
            HourlyLimit, isOne ? "it takes" : "they take", Describe(Time));
    }

    /// <summary>A time in words, as exact as an estimate is: <c>about 2.5 hours</c>.</summary>
    public static string Describe(TimeSpan time) => time switch
    {
        { TotalHours: >= 9.95 } => string.Format(CultureInfo.InvariantCulture, "about {0:N0} hours", time.TotalHours),
        { TotalHours: >= 0.995 } => string.Format(
            CultureInfo.InvariantCulture, Math.Abs(time.TotalHours - 1) < 0.05 ? "about 1 hour" : "about {0:0.#} hours", time.TotalHours),
        { TotalMinutes: >= 0.995 } => string.Format(
            CultureInfo.InvariantCulture, time.TotalMinutes < 1.5 ? "about 1 minute" : "about {0:0} minutes", time.TotalMinutes),
        _ => "less than a minute",
    };
}
