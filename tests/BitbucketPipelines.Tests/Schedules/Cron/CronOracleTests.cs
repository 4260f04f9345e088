using System.Globalization;
using BitbucketPipelines.Api.Schedules;
using Quartz;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>Compares the times of 20,000 patterns with those of Quartz. The patterns are the same in each test run.</summary>
public sealed class CronOracleTests
{
    private const int Patterns = 20_000;
    private const int Times = 2;

    private static readonly DateTimeOffset s_now = new(2026, 1, 30, 23, 59, 30, TimeSpan.Zero);
    private static readonly string[] s_months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] s_days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    [Fact]
    public void Every_pattern_that_is_taken_runs_when_Quartz_runs_it()
    {
        var random = new Random(20260301);
        var differences = new List<string>();
        int taken = 0;
        for (int i = 0; i < Patterns; i++)
        {
            string pattern = Pattern(random);
            if (CronPattern.TryParse(pattern) is not { } cron)
            {
                continue;
            }

            taken++;
            string ours = Join(cron.RunsAfter(s_now).Take(Times));
            string theirs = Oracle(cron.Quartz);
            if (ours != theirs)
            {
                differences.Add($"{pattern}: {ours} but Quartz: {theirs}");
            }
        }

        Assert.True(taken > Patterns / 2, $"Only {taken} patterns were taken.");
        Assert.True(differences.Count == 0, $"{differences.Count} of {taken}:\n{string.Join("\n", differences.Take(40))}");
    }

    private static string Oracle(string pattern)
    {
        CronExpression quartz;
        try
        {
            quartz = new CronExpression(pattern) { TimeZone = TimeZoneInfo.Utc };
        }
        catch (FormatException e)
        {
            return $"refused: {e.Message}";
        }

        var times = new List<DateTimeOffset>();
        for (DateTimeOffset? time = s_now; times.Count < Times && (time = quartz.GetNextValidTimeAfter(time!.Value)) is { } next
            && next.Year < 2100;)
        {
            times.Add(next);
        }

        return Join(times);
    }

    private static string Join(IEnumerable<DateTimeOffset> times) =>
        string.Join(" ", times.Select(t => t.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)));

    private static string Pattern(Random random)
    {
        (string day, string weekday) = random.Next(2) == 0 ? (DayOfMonth(random), "?") : ("?", DayOfWeek(random));
        string year = random.Next(4) switch { 0 => Field(random, 2025, 2034), _ => "*" };
        return $"{Field(random, 0, 59)} {Field(random, 0, 59)} {Field(random, 0, 23)} {day} {Field(random, 1, 12, s_months)} {weekday} "
            + $"{year}";
    }

    private static string DayOfMonth(Random random) => random.Next(8) switch
    {
        0 => "L",
        1 => "LW",
        2 => $"L-{random.Next(1, 31)}",
        3 => $"L-{random.Next(1, 29)}W",
        4 or 5 => $"{random.Next(1, 32)}W",
        _ => Field(random, 1, 31),
    };

    private static string DayOfWeek(Random random) => random.Next(6) switch
    {
        0 => "L",
        1 => Value(random, 1, 7, s_days) + "L",
        2 => $"{Value(random, 1, 7, s_days)}#{random.Next(1, 6)}",
        _ => Field(random, 1, 7, s_days),
    };

    private static string Field(Random random, int first, int last, params string[] names) => random.Next(5) == 0
        ? string.Join(",", Enumerable.Range(0, random.Next(2, 4)).Select(_ => Item(random, first, last, names)))
        : Item(random, first, last, names);

    private static string Item(Random random, int first, int last, string[] names) => random.Next(8) switch
    {
        0 or 1 => "*",
        2 => $"*/{random.Next(1, last - first + 1)}",
        3 => $"{Value(random, first, last, names)}-{Value(random, first, last, names)}",
        4 => $"{Value(random, first, last, names)}/{random.Next(1, last - first + 1)}",
        5 => $"{Value(random, first, last, names)}-{Value(random, first, last, names)}/{random.Next(1, last - first + 1)}",
        _ => Value(random, first, last, names),
    };

    private static string Value(Random random, int first, int last, string[] names)
    {
        int value = random.Next(first, last + 1);
        return names.Length > 0 && random.Next(2) == 0 ? names[value - first] : value.ToString(CultureInfo.InvariantCulture);
    }
}
