using System.Globalization;
using System.Net.Http.Headers;

namespace BitbucketPipelines.Api;

/// <summary>What the headers of a response say about the allowance of requests. Every one of them may be missing.</summary>
/// <param name="Limit">The number of requests that a window allows.</param>
/// <param name="Window">The length of the window.</param>
/// <param name="IsNear">Whether less than a fifth of the allowance is left.</param>
/// <param name="Reset">How long until the allowance starts anew.</param>
/// <param name="Resource">The name of what is limited. Different resources have different allowances.</param>
internal readonly record struct AllowanceHeaders(int? Limit, TimeSpan? Window, bool? IsNear, TimeSpan? Reset, string? Resource)
{
    public static AllowanceHeaders Read(HttpResponseHeaders headers)
    {
        // A list such as "1000, 1000;w=3600": the first number is the limit, and w is the window in seconds.
        string[] parts = First(headers, "X-RateLimit-Limit")?.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries) ?? [];
        int? limit = parts.Length > 0 && int.TryParse(parts[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number > 0 ? number : null;
        string? window = parts.Select(p => p.Trim()).FirstOrDefault(p => p.StartsWith("w=", StringComparison.Ordinal))?.Substring(2);
        return new AllowanceHeaders(
            limit,
            Time(window) is { } time && time > TimeSpan.Zero ? time : null,
            First(headers, "X-RateLimit-NearLimit")?.Equals("true", StringComparison.OrdinalIgnoreCase),
            // The number of seconds from now, not a timestamp.
            Time(First(headers, "X-RateLimit-Reset")),
            First(headers, "X-RateLimit-Resource") is { Length: > 0 } resource ? resource : null);
    }

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(",", values).Trim() : null;

    private static TimeSpan? Time(string? seconds) =>
        double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? Seconds.ToTime(number) : null;
}
