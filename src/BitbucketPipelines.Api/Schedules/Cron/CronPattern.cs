
namespace BitbucketPipelines.Api.Schedules;

/// <summary>
/// A cron pattern as schedules of Bitbucket use it: the seven fields of Quartz (second, minute, hour, day of month, month, day of week,
/// year), in UTC. Exactly one of the two day fields is <c>?</c>.
/// </summary>
internal sealed class CronPattern
{
    private static readonly CronUnit[] s_quartz =
        [CronUnit.Second, CronUnit.Minute, CronUnit.Hour, CronUnit.DayOfMonth, CronUnit.Month, CronUnit.DayOfWeek, CronUnit.Year];

    private readonly CronField[] _fields;

    private CronPattern(CronField[] fields) => _fields = fields;

    /// <summary>The seven fields, as they are sent to Bitbucket.</summary>
    public string Quartz => string.Join(" ", _fields.Select(f => f.Text));

    /// <summary>
    /// Parses the seven fields of Quartz, or the five fields of cron (minute, hour, day of month, month, day of week), or a nickname such
    /// as
    /// <c>@daily</c>. The latter two are converted.
    /// </summary>
    /// <exception cref="CronException">The pattern is invalid, or cannot be converted to seven fields.</exception>
    public static CronPattern Parse(string text)
    {
        string[] fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length == 1 && fields[0][0] == '@')
        {
            fields = UnixCron.Nickname(fields[0]).Split(' ');
        }

        return fields.Length switch
        {
            5 => FromQuartz(UnixCron.ToQuartz(fields)),
            7 => FromQuartz(fields),
            6 => throw new CronException(
                "The pattern has 6 fields; five or seven are needed.",
                $"With seconds first, a seventh field is the year{(TryAddYear(fields) is { } whole ? $": '{whole}'" : "")}. "
                + "Without seconds there are five: minute, hour, day of month, month, day of week."),
            _ => throw new CronException(
                $"The pattern has {(fields.Length == 0 ? "no fields" : Counted.Of(fields.Length, "field"))}; five or seven are needed.",
                "Specify minute, hour, day of month, month and day of week, as in '0 2 * * 1-5', or seven fields of Quartz, as in '0 0 2 "
                    + "? * "
                    + "MON-FRI *'."),
        };
    }

    /// <summary>Parses a pattern that has runs in the future.</summary>
    /// <exception cref="CronException">The pattern is invalid, or has no run in the future.</exception>
    public static CronPattern ParseUpcoming(string text)
    {
        CronPattern pattern = Parse(text);
        return pattern.NextRuns().Any() ? pattern : throw new CronException(
            $"'{text}' has no run in the future{(pattern.Quartz == text ? "" : $" ({pattern.Quartz})")}.",
            "Check day, month and year.")
        {
            NeverRuns = true,
        };
    }

    /// <summary>Parses a pattern. Null when it is invalid.</summary>
    public static CronPattern? TryParse(string? text)
    {
        try
        {
            return text is null ? null : Parse(text);
        }
        catch (CronException)
        {
            return null;
        }
    }

    /// <summary>The times of the next runs, from now on, in UTC.</summary>
    public IEnumerable<DateTimeOffset> NextRuns() => RunsAfter(BitbucketClientOptions.DefaultClock.GetUtcNow());

    /// <summary>The times of the runs after <paramref name="time"/>, in UTC, in ascending order; none after the year 2099.</summary>
    public IEnumerable<DateTimeOffset> RunsAfter(DateTimeOffset time)
    {
        DateTime utc = time.UtcDateTime;
        DateTime start = new DateTime(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc).AddSeconds(1);
        foreach (int year in _fields[6].Values.Where(y => y >= start.Year))
        {
            foreach (int month in _fields[4].Values)
            {
                foreach (int day in Days(year, month))
                {
                    var date = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc);
                    foreach (DateTime run in date < start.Date ? [] : Times(date).Where(t => t >= start))
                    {
                        yield return new DateTimeOffset(run, TimeSpan.Zero);
                    }
                }
            }
        }
    }

    /// <summary>Whether another pattern has the same times, even if it is written differently.</summary>
    public bool IsEquivalentTo(CronPattern other)
    {
        bool sameDays = IsEveryDay == other.IsEveryDay
            && (IsEveryDay || (UsesDaysOfWeek == other.UsesDaysOfWeek && DayField.IsEquivalentTo(other.DayField)));
        return sameDays
            && Enumerable.Range(0, _fields.Length).Where(i => i is not (3 or 5)).All(i => _fields[i].IsEquivalentTo(other._fields[i]));
    }

    private bool UsesDaysOfWeek => _fields[3].IsUnspecified;

    /// <summary>The day field that selects the days.</summary>
    private CronField DayField => UsesDaysOfWeek ? _fields[5] : _fields[3];

    private bool IsEveryDay => DayField.Values.Count == (UsesDaysOfWeek ? 7 : 31);

    /// <summary>The seven fields.</summary>
    public override string ToString() => Quartz;

    /// <summary>A valid pattern made from six fields and a year; null when there is none.</summary>
    private static string? TryAddYear(string[] six)
    {
        string[][] candidates =
        [
            six,
            [.. six.Select((f, i) => i == 5 && f == "*" ? "?" : f)],
            [.. six.Select((f, i) => i == 3 && f == "*" ? "?" : f)],
            [.. six.Select((f, i) => i == 5 && f == "?" ? "*" : f)],
        ];
        return candidates.Select(c => string.Join(" ", c) + " *").FirstOrDefault(text => TryParse(text) is not null);
    }

    private static CronPattern FromQuartz(string[] texts)
    {
        CronField[] fields = [.. texts.Select((text, i) => CronField.Parse(i + 1, s_quartz[i], text))];
        if (fields[3].IsUnspecified && fields[5].IsUnspecified)
        {
            throw new CronException("Field 4 (day of month) and field 6 (day of week) are both ?: one of them has to select the days.",
                "Put * in field 4 for every day.");
        }

        if (!fields[3].IsUnspecified && !fields[5].IsUnspecified)
        {
            int idle = fields[5].IsEvery || !fields[3].IsEvery ? 6 : 4;
            throw new CronException(
                $"Field 4 (day of month) is '{fields[3].Text}' and field 6 (day of week) '{fields[5].Text}': one of them has to be ?.",
                fields[3].IsEvery || fields[5].IsEvery
                    ? $"Put ? in field {idle}."
                    : "A schedule uses only one of them. Put ? in the other, and create a second schedule for it if you need both.");
        }

        return new CronPattern(fields);
    }

    private IEnumerable<DateTime> Times(DateTime date) =>
        from hour in _fields[2].Values
        from minute in _fields[1].Values
        from second in _fields[0].Values
        select date.AddSeconds((((hour * 60) + minute) * 60) + second);

    private IEnumerable<int> Days(int year, int month)
    {
        int last = DateTime.DaysInMonth(year, month);
        CronField field = DayField;
        IEnumerable<int> days = field.Rule switch
        {
            CronDayRule.Last => [last - field.Number],
            CronDayRule.LastWorkday => last - field.Number < 1 ? [] : [Workday(year, month, last - field.Number)],
            // In a shorter month, the last day takes the place of the day.
            CronDayRule.Workday => [Workday(year, month, Math.Min(field.Day, last))],
            CronDayRule.LastOfWeekday => [DaysOfWeek(year, month).Last(d => d.Weekday == field.Day).Day],
            CronDayRule.NthOfWeekday =>
                DaysOfWeek(year, month).Where(d => d.Weekday == field.Day).Skip(field.Number - 1).Take(1).Select(d => d.Day),
            _ when UsesDaysOfWeek => DaysOfWeek(year, month).Where(d => field.Values.Contains(d.Weekday)).Select(d => d.Day),
            _ => field.Values,
        };
        return days.Where(d => d >= 1 && d <= last);
    }

    /// <summary>The days of a month, each with its day of the week as Quartz numbers it: Sunday is 1.</summary>
    private static IEnumerable<(int Day, int Weekday)> DaysOfWeek(int year, int month) =>
        Enumerable.Range(1, DateTime.DaysInMonth(year, month)).Select(day => (day, (int)new DateTime(year, month, day).DayOfWeek + 1));

    /// <summary>The day itself, or the nearest workday in the same month.</summary>
    private static int Workday(int year, int month, int day) => new DateTime(year, month, day).DayOfWeek switch
    {
        DayOfWeek.Saturday => day == 1 ? day + 2 : day - 1,
        DayOfWeek.Sunday => day == DateTime.DaysInMonth(year, month) ? day - 2 : day + 1,
        _ => day,
    };
}
