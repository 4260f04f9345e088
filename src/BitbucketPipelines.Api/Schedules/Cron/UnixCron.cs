using System.Globalization;

namespace BitbucketPipelines.Api.Schedules;

/// <summary>Converts the five fields of cron to the seven fields of Quartz, which numbers the days of the week differently.</summary>
internal static class UnixCron
{
    private static readonly CronUnit[] s_units = [CronUnit.Minute, CronUnit.Hour, CronUnit.DayOfMonth, CronUnit.Month,
        CronUnit.UnixDayOfWeek];

    private static readonly Dictionary<string, string> s_nicknames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    /// <summary>The five fields of a nickname.</summary>
    /// <exception cref="CronException">There is no such nickname.</exception>
    public static string Nickname(string name) => s_nicknames.TryGetValue(name, out string? fields) ? fields
        : throw new CronException($"'{name}' is not a nickname of a pattern.", $"Use one of {string.Join(", ", s_nicknames.Keys)}.");

    /// <summary>Converts five fields of cron.</summary>
    /// <exception cref="CronException">A field is invalid, or both day fields select days.</exception>
    public static string[] ToQuartz(string[] texts)
    {
        // Parse the fields here, so that an error has the position among the five fields.
        CronField[] fields = [.. texts.Select((text, i) => CronField.Parse(i + 1, s_units[i], text))];
        if (!fields[2].IsEvery && !fields[4].IsEvery)
        {
            throw new CronException(
                $"Field 3 (day of month) is '{fields[2].Text}' and field 5 (day of week) '{fields[4].Text}': a schedule of Bitbucket uses "
                    + "only one of them.",
                $"Create two schedules: '{With(texts, 4)}' and '{With(texts, 2)}'.");
        }

        string dayOfMonth = fields[4].IsEvery ? fields[2].IsUnspecified ? "*" : fields[2].Text : "?";
        string dayOfWeek = fields[4].IsEvery ? "?" : WeekDays(fields[4]);
        return ["0", fields[0].Text, fields[1].Text, dayOfMonth, fields[3].Text, dayOfWeek, "*"];
    }

    /// <summary>Converts days of the week. In cron Sunday is 0 or 7; in Quartz it is 1.</summary>
    private static string WeekDays(CronField field) => field switch
    {
        { Rule: CronDayRule.LastOfWeekday } => Shift(field.Day) + "L",
        { Rule: CronDayRule.NthOfWeekday } => $"{Shift(field.Day)}#{field.Number.ToString(CultureInfo.InvariantCulture)}",
        // Names have the same meaning in both.
        _ when !field.Text.Any(char.IsDigit) && field.Text.IndexOf('*') < 0 => field.Text,
        _ => Runs([.. field.Values.Select(v => v + 1)]),
    };

    /// <summary>Formats ascending values, with consecutive ones as ranges: 2-6, or 1,7.</summary>
    private static string Runs(int[] values)
    {
        var items = new List<string>();
        for (int i = 0; i < values.Length; i++)
        {
            int first = i;
            while (i + 1 < values.Length && values[i + 1] == values[i] + 1)
            {
                i++;
            }

            items.Add((i - first) switch
            {
                0 => Text(values[i]),
                1 => $"{Text(values[first])},{Text(values[i])}",
                _ => $"{Text(values[first])}-{Text(values[i])}",
            });
        }

        return string.Join(",", items);
    }

    private static string Shift(int day) => Text(day + 1);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string With(string[] fields, int every) => string.Join(" ", fields.Select((f, i) => i == every ? "*" : f));
}
