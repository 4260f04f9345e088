using System.Globalization;

namespace BitbucketEmulator;

/// <summary>
/// Whether a cron pattern is one that schedules take: Quartz, all seven fields, and exactly one of day-of-month and day-of-week is
/// <c>?</c>.
/// </summary>
internal static class QuartzCron
{
    private static readonly string[] s_months =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    private static readonly string[] s_days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    public static bool IsValid(string pattern)
    {
        string[] fields = pattern.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 7
            && (fields[3] == "?") != (fields[5] == "?")
            && IsField(fields[0], 0, 59)
            && IsField(fields[1], 0, 59)
            && IsField(fields[2], 0, 23)
            && (fields[3] == "?" || IsDayOfMonth(fields[3]))
            && IsField(fields[4], 1, 12, s_months)
            && (fields[5] == "?" || IsDayOfWeek(fields[5]))
            && IsField(fields[6], 1970, 2099);
    }

    /// <summary>Besides numbers: <c>L</c>, <c>L-3</c>, <c>LW</c>, <c>L-3W</c>, <c>15W</c>.</summary>
    private static bool IsDayOfMonth(string field) =>
        field is "L" or "LW"
        || (field.StartsWith("L-", StringComparison.Ordinal) && IsNumber(field[2..].TrimEnd('W'), 1, 30))
        || (field.EndsWith('W') && IsNumber(field[..^1], 1, 31))
        || IsField(field, 1, 31);

    /// <summary>Besides numbers and names: <c>L</c>, <c>6L</c>, <c>6#3</c>.</summary>
    private static bool IsDayOfWeek(string field)
    {
        string[] parts = field.Split('#');
        return field == "L"
            || (field.EndsWith('L') && IsValue(field[..^1], 1, 7, s_days))
            || (parts.Length == 2 && IsValue(parts[0], 1, 7, s_days) && IsNumber(parts[1], 1, 5))
            || IsField(field, 1, 7, s_days);
    }

    private static bool IsField(string field, int first, int last, params string[] names) =>
        field.Split(',').All(item => IsItem(item, first, last, names));

    /// <summary><c>*</c>, a value or a range, each with or without a step.</summary>
    private static bool IsItem(string item, int first, int last, string[] names)
    {
        string[] steps = item.Split('/');
        if (steps.Length > 2 || (steps.Length == 2 && !IsNumber(steps[1], 1, last)))
        {
            return false;
        }

        string[] range = steps[0].Split('-');
        return steps[0] == "*" || (range.Length <= 2 && range.All(value => IsValue(value, first, last, names)));
    }

    private static bool IsValue(string text, int first, int last, string[] names) => names.Contains(text) || IsNumber(text, first, last);

    private static bool IsNumber(string text, int first, int last) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= first && number <= last;
}
