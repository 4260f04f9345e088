using System.Globalization;
using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>Reads durations with a unit: <c>90s</c>, <c>5m</c>, <c>2h</c>, <c>7d</c>, <c>2w</c>.</summary>
internal static class DurationText
{
    /// <summary>
    /// The text of a value. PowerShell reads 30s and 7d as numbers, because s and d are also suffixes of its number types; what was typed
    /// is kept in the wrapper of the number.
    /// </summary>
    public static string? Of(object? value) => value switch
    {
        string text => text.Trim(),
        PSObject { BaseObject: string text } => text.Trim(),
        PSObject { BaseObject: IConvertible and not (bool or char or Enum or DateTime) } typed => typed.ToString().Trim(),
        _ => null,
    };

    /// <summary>The duration; null if the text is not a number with a unit.</summary>
    public static TimeSpan? Parse(string? text)
    {
        double? seconds = text is null || text.Length < 2 ? null : char.ToLowerInvariant(text[text.Length - 1]) switch
        {
            'w' => 7 * 86_400d,
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => null,
        };
        string number = seconds is null ? "" : text!.Substring(0, text.Length - 1);
        return seconds is { } unit
            && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
            && count * unit < TimeSpan.MaxValue.TotalSeconds
            ? TimeSpan.FromTicks((long)(count * unit * TimeSpan.TicksPerSecond))
            : null;
    }
}
