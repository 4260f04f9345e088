using System.Globalization;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>Cron patterns: conversion, errors that name the field, and the times of the runs.</summary>
public sealed class CronPatternTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0 2 * * *", "0 0 2 * * ? *")]
    [InlineData("  0\t2  * * * ", "0 0 2 * * ? *")]
    [InlineData("*/15 8-18 * * 1-5", "0 */15 8-18 ? * 2-6 *")]
    [InlineData("0 0 1,15 * *", "0 0 0 1,15 * ? *")]
    [InlineData("0 0 * * 0", "0 0 0 ? * 1 *")]
    [InlineData("0 0 * * 7", "0 0 0 ? * 1 *")]
    [InlineData("0 0 * * 6", "0 0 0 ? * 7 *")]
    [InlineData("0 0 * * 5-7", "0 0 0 ? * 1,6,7 *")]
    [InlineData("0 0 * * 0-7", "0 0 0 ? * 1-7 *")]
    [InlineData("0 0 * * 6-1", "0 0 0 ? * 1,2,7 *")]
    [InlineData("0 0 * * 7-2", "0 0 0 ? * 1-3 *")]
    [InlineData("0 0 * * */2", "0 0 0 ? * 1,3,5,7 *")]
    [InlineData("0 0 * * 1-5/2", "0 0 0 ? * 2,4,6 *")]
    [InlineData("0 0 * * mon-fri", "0 0 0 ? * MON-FRI *")]
    [InlineData("0 0 * * FRI-MON", "0 0 0 ? * FRI-MON *")]
    [InlineData("0 0 * * sun,3", "0 0 0 ? * 1,4 *")]
    [InlineData("0 0 * * 5L", "0 0 0 ? * 6L *")]
    [InlineData("0 0 * * 1#2", "0 0 0 ? * 2#2 *")]
    [InlineData("0 0 * * L", "0 0 0 ? * L *")]
    [InlineData("0 0 * * *,mon", "0 0 0 ? * 1-7 *")]
    [InlineData("0 0 */1 * 1", "0 0 0 ? * 2 *")]
    [InlineData("0 0 1 * */1", "0 0 0 1 * ? *")]
    [InlineData("0 0 0 1 1 ? 2028-2028", "0 0 0 1 1 ? 2028-2028")]
    [InlineData("0 0 L * *", "0 0 0 L * ? *")]
    [InlineData("0 0 15W * *", "0 0 0 15W * ? *")]
    [InlineData("0 0 */2 * *", "0 0 0 */2 * ? *")]
    [InlineData("0 0 ? * ?", "0 0 0 * * ? *")]
    [InlineData("0 0 ? * 1", "0 0 0 ? * 2 *")]
    [InlineData("5 4 1 jan,JUL *", "0 5 4 1 JAN,JUL ? *")]
    [InlineData("0 22-2 * * *", "0 0 22-2 * * ? *")]
    [InlineData("@hourly", "0 0 * * * ? *")]
    [InlineData("@DAILY", "0 0 0 * * ? *")]
    [InlineData("@midnight", "0 0 0 * * ? *")]
    [InlineData("@weekly", "0 0 0 ? * 1 *")]
    [InlineData("@monthly", "0 0 0 1 * ? *")]
    [InlineData("@yearly", "0 0 0 1 1 ? *")]
    [InlineData("@annually", "0 0 0 1 1 ? *")]
    [InlineData("0 0 12 * * ? *", "0 0 12 * * ? *")]
    [InlineData("0 0 12 ? * mon-fri 2026-2030", "0 0 12 ? * MON-FRI 2026-2030")]
    [InlineData("0 0 12 LW * ? *", "0 0 12 LW * ? *")]
    [InlineData("0 0 12 L-3 * ? *", "0 0 12 L-3 * ? *")]
    public void Is_sent_as_seven_fields(string pattern, string quartz)
    {
        var cron = CronPattern.Parse(pattern);
        Assert.Equal(quartz, cron.Quartz);
        Assert.Equal(quartz, CronPattern.Parse(cron.Quartz).Quartz);
    }

    [Theory]
    [InlineData("0 2 32 * *", "Field 3 (day of month): 32 is not in 1-31.")]
    [InlineData("60 2 * * *", "Field 1 (minute): 60 is not in 0-59.")]
    [InlineData("0 24 * * *", "Field 2 (hour): 24 is not in 0-23.")]
    [InlineData("0 2 * 13 *", "Field 4 (month): 13 is not in 1-12.")]
    [InlineData("0 2 * * 8", "Field 5 (day of week): 8 is not in 0-7.")]
    [InlineData("0 2 0 * *", "Field 3 (day of month): 0 is not in 1-31.")]
    [InlineData("0 2 -1 * *", "Field 3 (day of month): a value is missing in '-1'.|Field 3 (day of month): a number is missing in '-1'.")]
    [InlineData("x 2 * * *", "Field 1 (minute): 'X' is not a number.")]
    [InlineData("1x 2 * * *", "Field 1 (minute): '1X' is not a number.")]
    [InlineData("H/15 2 * * *", "Field 1 (minute): 'H' is not a number.")]
    [InlineData("0 H-5 * * *", "Field 2 (hour): 'H' is not a number.")]
    [InlineData("0 2 H/3 * *", "Field 3 (day of month): 'H' is not a number.")]
    [InlineData("0 0 0 1 1 ? Y/2", "Field 7 (year): 'Y' is not a number.")]
    [InlineData("5L 2 * * *", "Field 1 (minute): '5L' is not a number.")]
    [InlineData("0 2 * 2#1 *", "Field 4 (month): '2#1' is not a number or one of JAN, FEB")]
    [InlineData("1,/5 2 * * *", "Field 1 (minute): a value is missing in '/5'.")]
    [InlineData("0 2 * FOO *", "Field 4 (month): 'FOO' is not a number or one of JAN, FEB")]
    [InlineData("*/0 2 * * *", "Field 1 (minute): step 0 is not in 1-59.")]
    [InlineData("*/60 2 * * *", "Field 1 (minute): step 60 is not in 1-59.")]
    [InlineData("1,,2 2 * * *", "Field 1 (minute): a value is missing in '1,,2'.")]
    [InlineData("1/2/3 2 * * *", "Field 1 (minute): '1/2/3' has two steps.")]
    [InlineData("1-2-3 2 * * *", "Field 1 (minute): '1-2-3' is not a range.")]
    [InlineData("? 2 * * *", "Field 1 (minute): ? is allowed only for the day of month and the day of week.")]
    [InlineData("99999999999 2 * * *", "Field 1 (minute): 99999999999 is not in 0-59.")]
    [InlineData("0 0 0 ? * 0 *", "Field 6 (day of week): 0 is not in 1-7.")]
    [InlineData("0 0 0 ? * 2#6 *", "Field 6 (day of week): #6 is not in 1-5.")]
    [InlineData("0 0 0 15W,3 * ? *", "Field 4 (day of month): '15W' cannot be part of a list.")]
    [InlineData("0 0 0 L,3 * ? *", "Field 4 (day of month): 'L' cannot be part of a list.")]
    [InlineData("0 0 0 32W * ? *", "Field 4 (day of month): 32 is not in 1-31.")]
    [InlineData("0 0 0 L-40 * ? *", "Field 4 (day of month): 40 is not in 1-30.")]
    [InlineData("0 0 0 1 1 ? 1969", "Field 7 (year): 1969 is not in 1970-2099.")]
    [InlineData("0 0 0 1 1 ? 2030-2026", "Field 7 (year): '2030-2026' runs backwards.")]
    [InlineData("0 0 2 * * * *", "Field 4 (day of month) is '*' and field 6 (day of week) '*': one of them has to be ?.")]
    [InlineData("0 0 2 1 * MON *", "Field 4 (day of month) is '1' and field 6 (day of week) 'MON': one of them has to be ?.")]
    [InlineData("0 0 2 ? * ? *", "Field 4 (day of month) and field 6 (day of week) are both ?")]
    [InlineData("0 2 15 * MON", "Field 3 (day of month) is '15' and field 5 (day of week) 'MON'")]
    [InlineData("0 0 2 * * *", "The pattern has 6 fields; five or seven are needed.")]
    [InlineData("0 2 * JUL/5 *", "Field 4 (month): 'JUL/5' combines a name with a step or a number")]
    [InlineData("0 2 * JAN-5 *", "Field 4 (month): 'JAN-5' combines a name with a step or a number")]
    [InlineData("0 0 2 ? * SUN-MON/7 *", "Field 6 (day of week): 'SUN-MON/7' combines a name with a step or a number")]
    [InlineData("0 0 2 *", "The pattern has 4 fields; five or seven are needed.")]
    [InlineData("0", "The pattern has 1 field; five or seven are needed.")]
    [InlineData(" ", "The pattern has no fields; five or seven are needed.")]
    [InlineData("@reboot", "'@reboot' is not a nickname of a pattern.")]
    public void Names_what_is_wrong(string pattern, string message)
    {
        string told = Assert.Throws<CronException>(() => CronPattern.Parse(pattern)).Message;
        Assert.Contains(message.Split('|'), m => told.StartsWith(m, StringComparison.Ordinal));
        Assert.Null(CronPattern.TryParse(pattern));
    }

    [Theory]
    [InlineData("0 0 0 L-", "a number of days before the last is missing in 'L-'.")]
    [InlineData("0 0 0 L-31", "31 is not in 1-30.")]
    [InlineData("0 0 0 L-X", "'X' is not a number of days before the last.")]
    [InlineData("0 0 0 L3", "'L3' is not valid; L, L-3 and LW are.")]
    [InlineData("0 0 0 W", "a day before W is missing in 'W'.")]
    [InlineData("0 0 0 XW", "'X' is not a day before W.")]
    [InlineData("0 0 0 L-3,5", "'L-3' cannot be part of a list.")]
    [InlineData("0 0 0 5,LW", "'LW' cannot be part of a list.")]
    [InlineData("0 0 0 */32", "step 32 is not in 1-31.")]
    [InlineData("0 0 0 */", "a step is missing in '*/'.")]
    [InlineData("0 0 0 */X", "'X' is not a step.")]
    [InlineData("0 0 0 /5", "a value is missing in '/5'.")]
    [InlineData("0 0 0 5-", "a number is missing in '5-'.")]
    [InlineData("0 0 0 1,,3", "a value is missing in '1,,3'.")]
    [InlineData("0 0 0 ,15W", "a value is missing in ',15W'.")]
    public void Names_what_is_wrong_with_days_of_the_month(string fields, string reason) =>
        Assert.Equal($"Field 4 (day of month): {reason}", Assert.Throws<CronException>(() => CronPattern.Parse(fields + " * ? *")).Message);

    [Theory]
    [InlineData("2#", "a number after # is missing in '2#'.")]
    [InlineData("2#X", "'X' is not a number after #.")]
    [InlineData("2#0", "#0 is not in 1-5.")]
    [InlineData("#2", "a number or one of SUN, MON, TUE, WED, THU, FRI, SAT is missing in '#2'.")]
    [InlineData("8L", "8 is not in 1-7.")]
    [InlineData("2#1,3", "'2#1' cannot be part of a list.")]
    [InlineData("3,6L", "'6L' cannot be part of a list.")]
    [InlineData("#2,3", "'#2' cannot be part of a list.")]
    [InlineData("MON-", "a number or one of SUN, MON, TUE, WED, THU, FRI, SAT is missing in 'MON-'.")]
    [InlineData("*/8", "step 8 is not in 1-7.")]
    [InlineData("MON-3",
        "'MON-3' combines a name with a step or a number, which Quartz does not run as one would expect; use numbers (SUN is 1).")]
    [InlineData("3-FRI",
        "'3-FRI' combines a name with a step or a number, which Quartz does not run as one would expect; use numbers (SUN is 1).")]
    [InlineData("MON/2",
        "'MON/2' combines a name with a step or a number, which Quartz does not run as one would expect; use numbers (SUN is 1).")]
    public void Names_what_is_wrong_with_days_of_the_week(string field, string reason) =>
        Assert.Equal($"Field 6 (day of week): {reason}",
            Assert.Throws<CronException>(() => CronPattern.Parse($"0 0 0 ? * {field} *")).Message);

    [Theory]
    [InlineData("*/59 * * ? * * *")]
    [InlineData("0 */59 * ? * * *")]
    [InlineData("0 0 */23 ? * * *")]
    [InlineData("0 0 0 */31 * ? *")]
    [InlineData("0 0 0 1 */12 ? *")]
    [InlineData("0 0 0 ? * */7 *")]
    [InlineData("0 0 0 1 1 ? */130")]
    [InlineData("0 0 0 ? * MON,3,FRI-SAT *")]
    public void The_longest_steps_and_lists_of_names_and_numbers_are_taken(string pattern) =>
        Assert.Equal(pattern, CronPattern.Parse(pattern).ToString());

    [Theory]
    [InlineData("0 0 */24 ? * * *")]
    [InlineData("0 0 0 1 */13 ? *")]
    [InlineData("0 0 0 1 1 ? */131")]
    public void Longer_steps_are_not(string pattern) => Assert.Null(CronPattern.TryParse(pattern));

    [Theory]
    [InlineData("0 0 2 * * * *", "Put ? in field 6.")]
    [InlineData("0 0 2 * * MON *", "Put ? in field 4.")]
    [InlineData("0 0 2 1 * * *", "Put ? in field 6.")]
    [InlineData("0 0 2 1 * MON *",
        "A schedule uses only one of them. Put ? in the other, and create a second schedule for it if you need both.")]
    [InlineData("0 0 2 ? * ? *", "Put * in field 4 for every day.")]
    [InlineData("@reboot", "Use one of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly.")]
    [InlineData("0 0 99 * * ?",
        "With seconds first, a seventh field is the year. Without seconds there are five: minute, hour, day of month, month, day of week.")]
    [InlineData("0 0",
        "Specify minute, hour, day of month, month and day of week, as in '0 2 * * 1-5', or seven fields of Quartz, as in '0 0 2 ? * "
            + "MON-FRI "
            + "*'.")]
    public void Says_what_to_do(string pattern, string advice) =>
        Assert.Equal(advice, Assert.Throws<CronException>(() => CronPattern.Parse(pattern)).Advice);

    [Theory]
    [InlineData("0 3 * * *", "0 0 3 ? * * *", true)]
    [InlineData("0 3 * * *", "00 03 * * *", true)]
    [InlineData("0 3 * * 1-5", "0 0 3 ? * MON-FRI *", true)]
    [InlineData("*/30 3 * * *", "0,30 3 * * *", true)]
    [InlineData("0 0 3 L * ? *", "0 0 3 l * ? *", true)]
    [InlineData("0 3 * * *", "0 4 * * *", false)]
    [InlineData("0 0 3 L * ? *", "0 0 3 LW * ? *", false)]
    [InlineData("0 0 3 L * ? *", "0 0 3 L-1 * ? *", false)]
    [InlineData("0 0 3 ? * 6#2 *", "0 0 3 ? * 6#3 *", false)]
    [InlineData("0 0 3 ? * 2 *", "0 0 3 2 * ? *", false)]
    [InlineData("0 0 3 ? * 1-7 *", "0 0 3 1-31 * ? *", true)]
    [InlineData("0 3 * * *", "0 3 1-30 * *", false)]
    [InlineData("0 0 3 ? * 6L *", "0 0 3 ? * 5L *", false)]
    [InlineData("0 3 1,2,3 * *", "0 3 1,23 * *", false)]
    [InlineData("0 3 1-3 * *", "0 3 1,2,3 * *", true)]
    public void Patterns_are_the_same_by_what_they_mean(string one, string other, bool same)
    {
        Assert.Equal(same, CronPattern.Parse(one).IsEquivalentTo(CronPattern.Parse(other)));
        Assert.Equal(same, CronPattern.Parse(other).IsEquivalentTo(CronPattern.Parse(one)));
    }

    [Fact]
    public void Every_month_and_day_has_a_name()
    {
        string[] months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
        string[] days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
        Assert.All(
            months, (name, i) => Assert.True(CronPattern.Parse($"0 3 1 {name} *").IsEquivalentTo(CronPattern.Parse($"0 3 1 {i + 1} *"))));
        Assert.All(days, (name, i) => Assert.True(CronPattern.Parse($"0 3 * * {name}").IsEquivalentTo(CronPattern.Parse($"0 3 * * {i}"))));
        Assert.All(
            days, (name, i) =>
            Assert.True(CronPattern.Parse($"0 0 3 ? * {name} *").IsEquivalentTo(CronPattern.Parse($"0 0 3 ? * {i + 1} *"))));
    }

    [Fact]
    public void Both_days_of_cron_take_two_schedules() =>
        Assert.Equal("Create two schedules: '0 2 15 * *' and '0 2 * * MON'.",
            Assert.Throws<CronException>(() => CronPattern.Parse("0 2 15 * MON")).Advice);

    [Theory]
    [InlineData("0 0 2 * * *", "0 0 2 * * ? *")]
    [InlineData("0 0 2 * * MON", "0 0 2 ? * MON *")]
    [InlineData("0 0 2 1 * *", "0 0 2 1 * ? *")]
    [InlineData("0 0 2 ? * ?", "0 0 2 ? * * *")]
    [InlineData("0 0 2 ? * MON-FRI", "0 0 2 ? * MON-FRI *")]
    [InlineData("0 0 2 1 * MON", null)]
    [InlineData("0 0 99 * * ?", null)]
    public void Advice_for_six_fields_is_a_pattern_that_can_be_read_or_none(string pattern, string? advised)
    {
        string advice = Assert.Throws<CronException>(() => CronPattern.Parse(pattern)).Advice;
        if (advised is null)
        {
            Assert.DoesNotContain("'", advice);
        }
        else
        {
            Assert.Contains($"'{advised}'", advice);
            Assert.Equal(advised, CronPattern.Parse(advised).Quartz);
        }
    }

    // 2026-03-01 is a Sunday.
    [Theory]
    [InlineData("0 2 * * *", "03-02 02:00|03-03 02:00")]
    [InlineData("0 12 * * *", "03-02 12:00|03-03 12:00")]
    [InlineData("1 12 * * *", "03-01 12:01|03-02 12:01")]
    [InlineData("*/20 12 * * *", "03-01 12:20|03-01 12:40|03-02 12:00")]
    [InlineData("50/5 12 * * *", "03-01 12:50|03-01 12:55|03-02 12:50")]
    [InlineData("0 9 * * 1-5", "03-02 09:00|03-03 09:00|03-04 09:00|03-05 09:00|03-06 09:00|03-09 09:00")]
    [InlineData("0 9 * * 0", "03-08 09:00|03-15 09:00")]
    [InlineData("0 9 * * 7", "03-08 09:00|03-15 09:00")]
    [InlineData("0 22-2 * * *", "03-01 22:00|03-01 23:00|03-02 00:00|03-02 01:00|03-02 02:00|03-02 22:00")]
    [InlineData("0 9 * * FRI-MON", "03-02 09:00|03-06 09:00|03-07 09:00|03-08 09:00|03-09 09:00|03-13 09:00")]
    [InlineData("0 0 9 ? * 6-2 *", "03-02 09:00|03-06 09:00|03-07 09:00|03-08 09:00|03-09 09:00|03-13 09:00")]
    [InlineData("0 0 0 L * ? *", "03-31 00:00|04-30 00:00|05-31 00:00")]
    [InlineData("0 0 0 L-3 * ? *", "03-28 00:00|04-27 00:00|05-28 00:00")]
    [InlineData("0 0 0 LW * ? *", "03-31 00:00|04-30 00:00|05-29 00:00")]
    [InlineData("0 0 0 L-1W * ? *", "03-30 00:00|04-29 00:00|05-29 00:00")]
    [InlineData("0 0 0 L-27W 2 ? *", "02-01 00:00|02-02 00:00")]
    [InlineData("0 0 0 15W * ? *", "03-16 00:00|04-15 00:00|05-15 00:00")]
    [InlineData("0 0 0 1W * ? *", "03-02 00:00|04-01 00:00|05-01 00:00|06-01 00:00|07-01 00:00|08-03 00:00")]
    [InlineData("0 0 0 31W * ? *", "03-31 00:00|04-30 00:00|05-29 00:00")]
    [InlineData("0 0 0 ? * 6L *", "03-27 00:00|04-24 00:00|05-29 00:00")]
    [InlineData("0 0 0 ? * FRIL *", "03-27 00:00|04-24 00:00|05-29 00:00")]
    [InlineData("0 0 0 ? * L *", "03-07 00:00|03-14 00:00")]
    [InlineData("0 0 0 ? * 2#1 *", "03-02 00:00|04-06 00:00|05-04 00:00")]
    [InlineData("0 0 0 ? * MON#5 *", "03-30 00:00|06-29 00:00|08-31 00:00")]
    [InlineData("0 0 0 31 * ? *", "03-31 00:00|05-31 00:00|07-31 00:00")]
    [InlineData("0 0 0 28-2 * ? *", "03-02 00:00|03-28 00:00|03-29 00:00|03-30 00:00|03-31 00:00|04-01 00:00")]
    [InlineData("0 0 0 1 NOV-FEB ? *", "11-01 00:00|12-01 00:00|01-01 00:00|02-01 00:00|11-01 00:00")]
    [InlineData("0 0 0 29 2 ? *", "02-29 00:00|02-29 00:00")]
    [InlineData("0 0 0 1 1 ? 2028/3", "01-01 00:00|01-01 00:00")]
    public void Runs_at(string pattern, string times)
    {
        string[] expected = times.Split('|');
        Assert.Equal(
            expected,
            CronPattern.Parse(pattern).RunsAfter(s_now).Take(expected.Length)
            .Select(t => t.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("0 0 0 30 2 ? *")]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 0 1 1 ? 2020-2025")]
    [InlineData("0 0 12 1 3 ? 2026")]
    [InlineData("0 0 0 L-30 2 ? *")]
    [InlineData("0 0 0 L-29W 2 ? *")]
    [InlineData("0 0 0 ? 2 2#5 2026-2027")]
    public void Never_runs(string pattern) => Assert.Empty(CronPattern.Parse(pattern).RunsAfter(s_now));

    [Fact]
    public void Times_are_in_order_in_utc_and_later_than_asked()
    {
        foreach (string pattern in (
            string[])["*/7 * * * *", "17 3 * * 1-5", "0 0 6 L * ? *", "30 15 10,22-2 ? FEB,APR-JUN 2#2 *", "*/13 5 * 1W * ? *"])
        {
            DateTimeOffset[] runs = [.. CronPattern.Parse(pattern).RunsAfter(s_now.AddMilliseconds(1)).Take(200)];
            Assert.Equal(200, runs.Length);
            Assert.All(runs, r => Assert.Equal(TimeSpan.Zero, r.Offset));
            Assert.True(runs[0] > s_now);
            Assert.Equal(runs.Distinct().Order(), runs);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(999, 1)]
    [InlineData(1000, 2)]
    public void The_next_time_is_the_next_whole_second(int milliseconds, int second) =>
        Assert.Equal(s_now.AddSeconds(second), CronPattern.Parse("* * * * * ? *").RunsAfter(s_now.AddMilliseconds(milliseconds)).First());

    /// <summary>Compares the times according to the rules of cron with those of the pattern that was converted to Quartz.</summary>
    [Theory]
    [InlineData("*/25 3,9-11 * * 5-7")]
    [InlineData("7 */6 */9 * *")]
    [InlineData("0 0 * 2,6 1-6/2")]
    [InlineData("10-20/5 23 31 * *")]
    public void Five_fields_mean_what_cron_means(string pattern)
    {
        string[] f = pattern.Split(' ');
        var expected = new List<DateTimeOffset>();
        for (DateTimeOffset t = s_now.AddMinutes(1); expected.Count < 40; t = t.AddMinutes(1))
        {
            if (Fits(f[0], t.Minute, 0, 59) && Fits(f[1], t.Hour, 0, 23) && Fits(f[2], t.Day, 1, 31) && Fits(f[3], t.Month, 1, 12)
                && (Fits(f[4], (int)t.DayOfWeek, 0, 6) || (t.DayOfWeek == DayOfWeek.Sunday && Fits(f[4], 7, 0, 7))))
            {
                expected.Add(t);
            }
        }

        Assert.Equal(expected, CronPattern.Parse(pattern).RunsAfter(s_now).Take(40));
    }

    private static bool Fits(string field, int value, int first, int last) => field.Split(',').Any(item =>
    {
        string[] parts = item.Split('/');
        int[] range = parts[0] == "*" ? [first, last] : [.. parts[0].Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        int step = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
        return value >= range[0] && value <= range[^1] && (value - range[0]) % step == 0;
    });

    [Fact]
    public void Nothing_is_no_pattern() => Assert.Null(CronPattern.TryParse(null));
}
