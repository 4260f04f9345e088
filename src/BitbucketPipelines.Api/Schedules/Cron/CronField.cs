using System.Globalization;

namespace BitbucketPipelines.Api.Schedules;

/// <summary>One field of a cron pattern: its values, or a special expression for days.</summary>
internal sealed class CronField
{
    private CronField(string text) => Text = text;

    /// <summary>The field in upper case.</summary>
    public string Text { get; }

    /// <summary>The values, in ascending order.</summary>
    public IReadOnlyList<int> Values { get; private init; } = [];

    /// <summary>The special expression, if any.</summary>
    public CronDayRule Rule { get; private init; }

    /// <summary>The day, or the day of the week, of <see cref="Rule"/>.</summary>
    public int Day { get; private init; }

    /// <summary>The number of days before the last day (<c>L-3</c>), or the occurrence in the month (<c>6#3</c>).</summary>
    public int Number { get; private init; }

    /// <summary>Whether the field is <c>?</c>: the other day field selects the days.</summary>
    public bool IsUnspecified => Text == "?";

    /// <summary>Whether the field selects every value or is unspecified.</summary>
    public bool IsEvery => Text is "*" or "?" or "*/1";

    /// <summary>Parses a field.</summary>
    /// <exception cref="CronException">The field is invalid.</exception>
    public static CronField Parse(int position, CronUnit unit, string text)
    {
        string value = text.ToUpperInvariant();
        bool ofMonth = unit == CronUnit.DayOfMonth;
        bool ofWeek = unit == CronUnit.DayOfWeek || unit == CronUnit.UnixDayOfWeek;
        if (value == "?")
        {
            return ofMonth || ofWeek ? new CronField(value) : throw Invalid("? is allowed only for the day of month and the day of week");
        }

        CronField? special = value.IndexOf(',') >= 0 ? null : ofMonth ? OfMonth() : ofWeek ? OfWeek() : null;
        if (special is not null)
        {
            return special;
        }

        var values = new SortedSet<int>();
        foreach (string item in value.Split(','))
        {
            if ((ofMonth || ofWeek) && IsSpecial(item))
            {
                throw Invalid($"'{item}' cannot be part of a list");
            }

            AddItem(item);
        }

        return new CronField(value) { Values = [.. values] };

        CronField? OfMonth()
        {
            if (value.StartsWith("L", StringComparison.Ordinal))
            {
                bool workday = value.EndsWith("W", StringComparison.Ordinal);
                string between = value.Substring(1, value.Length - (workday ? 2 : 1));
                int offset = between.Length == 0 ? 0
                    : between[0] == '-' ? Number(between.Substring(1), 1, 30, "a number of days before the last")
                    : throw Invalid($"'{value}' is not valid; L, L-3 and LW are");
                return new CronField(value) { Rule = workday ? CronDayRule.LastWorkday : CronDayRule.Last, Number = offset };
            }

            return value.EndsWith("W", StringComparison.Ordinal)
                ? new CronField(
                    value) { Rule = CronDayRule.Workday, Day = Number(value.Substring(0, value.Length - 1), 1, 31, "a day before W") }
                : null;
        }

        CronField? OfWeek()
        {
            if (value == "L")
            {
                // Quartz: the last day of the week, every week.
                return new CronField(value) { Values = [unit.First + 6] };
            }

            int hash = value.IndexOf('#');
            if (hash >= 0)
            {
                return new CronField(value)
                {
                    Rule = CronDayRule.NthOfWeekday,
                    Day = unit.Normalize(Value(value.Substring(0, hash))),
                    Number = Number(value.Substring(hash + 1), 1, 5, "a number after #"),
                };
            }

            return value.EndsWith("L", StringComparison.Ordinal)
                ? new CronField(
                    value) { Rule = CronDayRule.LastOfWeekday, Day = unit.Normalize(Value(value.Substring(0, value.Length - 1))) }
                : null;
        }

        void AddItem(string item)
        {
            string[] parts = item.Split('/');
            int step = parts.Length switch
            {
                1 => 1,
                2 => Number(parts[1], 1, unit.LongestStep, "a step"),
                _ => throw Invalid($"'{item}' has two steps"),
            };
            if (unit.Names.Length > 0 && unit != CronUnit.UnixDayOfWeek && IsMixed(parts))
            {
                throw Invalid(
                    $"'{item}' combines a name with a step or a number, which Quartz does not run as one would expect; "
                    + $"use numbers ({unit.Names[0]} is {unit.First})");
            }

            (int from, int count) = Range(parts[0], parts.Length == 2, item);
            for (int i = 0; i < count; i += step)
            {
                values.Add(unit.Normalize(from + i));
            }
        }

        (int From, int Count) Range(string range, bool stepped, string item)
        {
            if (range == "*")
            {
                return (unit.First, unit.Size);
            }

            if (range.Length == 0)
            {
                throw Invalid(item.Length == 0 ? $"a value is missing in '{value}'" : $"a value is missing in '{item}'");
            }

            string[] ends = range.Split('-');
            if (ends.Length > 2)
            {
                throw Invalid($"'{range}' is not a range");
            }

            int from = Value(ends[0]);
            if (ends.Length == 1)
            {
                // 5/15 means every 15th value from 5 to the last.
                return (from, stepped ? Math.Max(1, unit.First + unit.Size - from) : 1);
            }

            int to = Value(ends[1]);
            if (from <= to)
            {
                return (from, to - from + 1);
            }

            // 22-2 continues after midnight, FRI-MON after the weekend. Years do not wrap around.
            return unit == CronUnit.Year
                ? throw Invalid($"'{range}' runs backwards")
                : (unit.Normalize(from), ((unit.Normalize(to) - unit.Normalize(from) + unit.Size) % unit.Size) + 1);
        }

        int Value(string word)
        {
            int named = Array.IndexOf(unit.Names, word);
            return named >= 0
                ? unit.First + named
                : Number(word, unit.First, unit.Last,
                unit.Names.Length == 0 ? "a number" : $"a number or one of {string.Join(", ", unit.Names)}");
        }

        int Number(string word, int first, int last, string what) =>
            word.Length == 0 ? throw Invalid($"{what} is missing in '{value}'")
            : word.All(c => c is >= '0' and <= '9')
                ? int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= first && number <= last
                    ? number
                    : throw Invalid($"{what switch { "a step" => "step ", "a number after #" => "#", _ => "" }}{word} is not in "
                        + $"{first}-{last}")
            : throw Invalid($"'{word}' is not {what}");

        CronException Invalid(string reason) => new($"Field {position} ({unit.Name}): {reason}.");
    }

    /// <summary>Whether another field of the same unit selects the same values or days.</summary>
    public bool IsEquivalentTo(CronField other) =>
        Rule == other.Rule && Day == other.Day && Number == other.Number && Values.SequenceEqual(other.Values);

    /// <summary>
    /// Whether a name has a step or is in a range with a number. This does not apply to days of the week of cron, which are converted to
    /// numbers before they are sent.
    /// </summary>
    private static bool IsMixed(string[] parts)
    {
        bool named = parts[0].Any(char.IsLetter);
        return named && (parts.Length == 2 || parts[0].Split('-').Any(end => end.Length > 0 && end.All(char.IsDigit)));
    }

    private static bool IsSpecial(string item) =>
        item.Length > 0
            && (item.IndexOf('#') >= 0 || item[item.Length - 1] is 'L' or 'W' || item.StartsWith("L-", StringComparison.Ordinal));
}
