using System.Globalization;

namespace BitbucketPipelines.Api;

/// <summary>The message that requests wait because the allowance is used up.</summary>
/// <param name="Limit">The known number of requests that a window allows.</param>
/// <param name="Window">The length of the window.</param>
/// <param name="Until">When requests go on, in local time.</param>
/// <param name="IsExact">Whether the server named that time. Otherwise it is the latest time.</param>
internal sealed record AllowanceWait(int? Limit, TimeSpan Window, DateTimeOffset Until, bool IsExact)
{
    /// <summary>One sentence, such as <c>The allowance of 1,000 requests an hour is used up; goes on at about 14:32.</c></summary>
    /// <param name="left">What is left to do, such as <c>16,600 changes are left</c>; null when that is not known.</param>
    public string Describe(string? left)
    {
        string limit = Limit is not { } number ? "(usually 1,000 requests an hour)"
            : $"of {Counted.Of(number, "request")} {WindowText}";
        string time = Until.ToString("HH:mm", CultureInfo.InvariantCulture);
        return $"The allowance {limit} is used up; {(left is null ? "" : left + "; ")}"
            + (IsExact ? $"goes on at about {time}." : $"goes on by {time} at the latest.");
    }

    private string WindowText => Window == TimeSpan.FromHours(1) ? "an hour"
        : Window == TimeSpan.FromMinutes(1) ? "a minute"
        : $"in {Counted.Seconds(Window)}";
}
