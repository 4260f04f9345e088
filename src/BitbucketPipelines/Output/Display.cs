using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Output;

/// <summary>
/// Formats values for BitbucketPipelines.Format.ps1xml. All text from the server is sanitized here, so that nothing in a table or list can
/// control a terminal or a build system. The objects keep the original text.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Display
{
    /// <summary>Sanitizes text. Numbers and times are returned unchanged, lists as lists.</summary>
    public static object? Text(object? value) => value switch
    {
        null => null,
        string text => LogSanitizer.Plain(text),
        PSObject { BaseObject: not PSCustomObject } wrapped => Text(wrapped.BaseObject),
        IConvertible or TimeSpan or DateTimeOffset => value,
        IEnumerable list => list.Cast<object?>().Select(Text).ToArray(),
        _ => LogSanitizer.Plain(value.ToString() ?? ""),
    };

    /// <summary>A comparison of two runs as a page of text.</summary>
    public static string Comparison(object? comparison) =>
        comparison is null ? "" : new ComparisonText(PSObject.AsPSObject(comparison)).Write();

    /// <summary>
    /// A name in a column of a table. Names often begin alike: one that does not fit loses its middle, so that rows do not look the same.
    /// </summary>
    public static string Cut(object? text, int width)
    {
        string whole = Text(text)?.ToString() ?? "";
        if (whole.Length <= width)
        {
            return whole;
        }

        int end = width / 2;
        int start = width - 1 - end;
        // Half of a pair is no character.
        start -= char.IsHighSurrogate(whole[start - 1]) ? 1 : 0;
        end -= char.IsLowSurrogate(whole[whole.Length - end]) ? 1 : 0;
        return $"{whole.Substring(0, start)}\u2026{whole.Substring(whole.Length - end)}";
    }

    /// <summary>
    /// A name in a column of the table of a type itself. That of an object without a layout stays whole: nobody chose this table for it,
    /// and the table may be one that fits its columns to the names.
    /// </summary>
    public static string Cut(object? text, int width, PSObject row) =>
        row?.TypeNames.FirstOrDefault()?.IndexOf('#') >= 0 ? Cut(text, width) : Text(text)?.ToString() ?? "";

    /// <summary>A value as it is listed where PowerShell applies no view: see <see cref="DefaultDisplaySets"/>.</summary>
    public static object? Value(object? value) => value switch
    {
        PSObject { BaseObject: not PSCustomObject } wrapped => Value(wrapped.BaseObject),
        TimeSpan time => Duration(time),
        DateTimeOffset time => LocalTime(time.ToLocalTime()),
        // A time of another process is an object that has the properties of one.
        PSObject copy when Time(copy) is { } time => LocalTime(time.ToLocalTime()),
        _ => Text(value),
    };

    /// <summary>A time in a list, in local time, also of an object that came from another process, where it can be text.</summary>
    public static object? Moment(object? time) => Time(time) is { } read ? LocalTime(read.ToLocalTime()) : Text(time);

    /// <summary>Text whose lines end at words, in a last column that begins behind <paramref name="used"/> others.</summary>
    public static string Wrapped(string? text, int used)
    {
        int width = Room(used);
        return string.Join("\n", LogSanitizer.Plain(text ?? "").Split('\n').SelectMany(Lines));

        IEnumerable<string> Lines(string line)
        {
            while (line.Length > width && line.LastIndexOf(' ', width) is > 0 and var end)
            {
                yield return line.Substring(0, end);
                line = line.Substring(end + 1);
            }

            yield return line;
        }
    }

    /// <summary>The name of a step, or its position in parentheses: it has no name to select.</summary>
    public static string StepName(string? name, int position) =>
        string.IsNullOrEmpty(name) ? $"(step {position})" : LogSanitizer.Plain(name!);

    /// <summary>The commands of the script of a step.</summary>
    public static object? Script(PipelineStep? step) => Text(step?.ScriptCommands);

    /// <summary>The maximum duration of a step, in minutes.</summary>
    public static int? MaxTime(PipelineStep? step) => step?.MaxTime;

    /// <summary>The items of a list, separated by commas.</summary>
    public static string Joined(IEnumerable? texts) => LogSanitizer.Plain(string.Join(", ", texts?.Cast<object?>() ?? []));

    /// <summary>A state or result in its color.</summary>
    public static string Word(string? word) => Painted(LogSanitizer.Plain(word ?? ""), word);

    /// <summary>A cell of a row, in the color of a status that says failed or skipped.</summary>
    public static object? Row(string? status, object? value) => status is ItemResult.Failed or ItemResult.Skipped
        or PipelineStates.Failed or PipelineStates.Error or "SKIPPED"
            ? Painted(Text(value)?.ToString() ?? "", status)
            : Text(value);

    /// <summary>A count of failures in their color, unless it is 0.</summary>
    public static string Failures(long count) =>
        Painted(count.ToString(CultureInfo.InvariantCulture), count > 0 ? PipelineStates.Failed : null);

    /// <summary>Text, or a number, as a link to a page.</summary>
    public static string Link(object? text, string? url) => TerminalStyle.Link(Text(text)?.ToString() ?? "", url);

    /// <summary>A run by its number or the first digits of its uuid, as a link to a page.</summary>
    public static string Run(string? run, string? url) => Link(Uuid(run), url);

    /// <summary>The first seven digits of a hash.</summary>
    public static string Hash(string? hash) => LogSanitizer.Plain(hash is { Length: > 7 } ? hash.Substring(0, 7) : hash ?? "");

    /// <summary>The repository of an object, or the scope that has none.</summary>
    public static string Place(string? repository, bool workspaceScope, string? team, string? user) => LogSanitizer.Plain(
        workspaceScope ? "(workspace)"
        : !string.IsNullOrEmpty(team) ? $"(team {team})"
        : !string.IsNullOrEmpty(user) ? $"(user {user})"
        : repository ?? "");

    /// <summary>The value of a variable, or that it cannot be read.</summary>
    public static string Value(bool secured, string? value) => secured ? "(secured)" : LogSanitizer.Plain(value ?? "");

    /// <summary>What was found out by a check of the session: all of it if there is something to do about it, otherwise a line.</summary>
    public static string Advice(string? message, string? recommendation)
    {
        const int Before = 48;
        if (!string.IsNullOrEmpty(recommendation))
        {
            return Wrapped($"{message} {recommendation}", Before);
        }

        string text = LogSanitizer.Message(message ?? "");
        int width = Room(Before);
        return text.Length <= width ? text : $"{text.Substring(0, width - 1)}\u2026";
    }

    /// <summary>A duration as 1:05, 1:02:03, or 2d 3h.</summary>
    public static string Duration(TimeSpan? duration) => duration switch
    {
        null => "",
        { TotalDays: >= 1 } days => $"{days.Days}d {days.Hours}h",
        { } time => CiLogWriter.Time(time),
    };

    /// <summary>The age in the largest unit: 45s, 12m, 3h, 5d.</summary>
    public static string Age(DateTimeOffset? time)
    {
        if (time is not { } then)
        {
            return "";
        }

        TimeSpan age = BitbucketClientOptions.DefaultClock.GetUtcNow() - then;
        (double value, string unit) = age switch
        {
            { TotalSeconds: < 0 } => (0, "s"),
            { TotalMinutes: < 1 } => (age.TotalSeconds, "s"),
            { TotalHours: < 1 } => (age.TotalMinutes, "m"),
            { TotalDays: < 1 } => (age.TotalHours, "h"),
            { TotalDays: < 365 } => (age.TotalDays, "d"),
            _ => (age.TotalDays / 365, "y"),
        };
        return ((int)value).ToString(CultureInfo.InvariantCulture) + unit;
    }

    /// <summary>The age and the word ago.</summary>
    public static string Ago(object? time) => Age(Time(time)) is { Length: > 0 } age ? age + " ago" : "";

    /// <summary>A part of a whole in percent: 97.5%.</summary>
    public static string Percent(double? part) => part is { } number
        ? (Math.Round(number * 1000, MidpointRounding.AwayFromZero) / 10).ToString("0.#", CultureInfo.InvariantCulture) + "%" : "";

    /// <summary>A number of minutes, with a decimal.</summary>
    public static string Minutes(double minutes) => minutes.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>A size in the largest suitable unit: 532 B, 1.5 KB, 256 KB, 1.2 GB.</summary>
    public static string Size(long? bytes)
    {
        if (bytes is not { } size)
        {
            return "";
        }

        string[] units = ["B", "KB", "MB", "GB", "TB"];
        double value = size;
        int unit = 0;
        // A value that rounds to 1024 is shown as 1 of the next unit.
        while (Math.Round(value) >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString(unit == 0 || value >= 9.95 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    /// <summary>Seconds with three decimals.</summary>
    public static string Seconds(TimeSpan? duration) => duration?.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The first eight digits of a uuid.</summary>
    public static string Uuid(string? uuid) => LogSanitizer.Plain((uuid ?? "").TrimStart('{').Split('-')[0]);

    /// <summary>The next run of a schedule in UTC, or (disabled) or (never).</summary>
    public static string NextRun(bool enabled, object? next) => !enabled ? "(disabled)"
        : Time(next)?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "(never)";

    /// <summary>UTC to the second, with the day of the week.</summary>
    public static string UtcTime(DateTimeOffset time) => time.ToString("ddd yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Local time to the second, with the day of the week and the offset from UTC.</summary>
    public static string LocalTime(DateTimeOffset time) => time.ToString("ddd yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    /// <summary>A time, also of an object that came from another process, where it is text.</summary>
    private static DateTimeOffset? Time(object? value) => value is DateTimeOffset time ? time
        : DateTimeOffset.TryParse(value?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset read) ? read
        : null;

    private static int Room(int used) => Math.Max(TerminalStyle.Width - used, 16);

    /// <summary>Text in the color of a state or result.</summary>
    internal static string Painted(string text, string? word) => word switch
    {
        PipelineStates.Successful or "PASSED" or "Passed" or "ONLINE" => TerminalStyle.Success(text),
        PipelineStates.Failed or PipelineStates.Error or "ERRORED" or ItemResult.Failed or "OFFLINE" => TerminalStyle.Failure(text),
        "STOPPED" or "EXPIRED" or PipelineStates.Paused or PipelineStates.Halted or "SKIPPED" or ItemResult.Skipped or "LOCKED"
            or "DISABLED" or "UNREGISTERED" => TerminalStyle.Warning(text),
        "RUNNING" or PipelineStates.InProgress => TerminalStyle.Active(text),
        _ => text,
    };
}
