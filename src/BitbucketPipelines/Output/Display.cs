using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
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

    /// <summary>
    /// All properties of an object that have a value, one per line. Used by BitbucketPipelines.Types.ps1xml where PowerShell does not apply
    /// a view.
    /// </summary>
    public static string Details(object? item)
    {
        item = item is PSObject wrapped ? wrapped.BaseObject : item;
        (string Name, string Text)[] shown =
        [
            .. from property in item?.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public) ?? []
               where property.GetIndexParameters().Length == 0 && property.Name != nameof(BitbucketObject.AdditionalProperties)
                   && !property.Name.EndsWith("Detail", StringComparison.Ordinal)
               let text = Line(property.GetValue(item))
               where text.Length > 0
               select (property.Name, text),
        ];
        int width = shown.Select(s => s.Name.Length).DefaultIfEmpty().Max();
        return string.Join("\n", shown.Select(s => $"{s.Name.PadRight(width)} : {s.Text}"));

        // Skip objects whose ToString only returns the type name.
        static string Line(object? value) => Text(value) switch
        {
            null => "",
            object?[] list => $"{{{string.Join(", ", list)}}}",
            var one => one.ToString() is { } text && text != value!.GetType().ToString() ? LogSanitizer.OneLine(text) : "",
        };
    }

    /// <summary>The items of a list, separated by commas.</summary>
    public static string Joined(IEnumerable<string>? texts) => LogSanitizer.Plain(string.Join(", ", texts ?? []));

    /// <summary>The repository as workspace/slug.</summary>
    public static string Repository(RepositoryItem? item) => item is null ? "" : LogSanitizer.Plain($"{item.Workspace}/{item.Repository}");

    /// <summary>The stage of a run in progress, otherwise its state.</summary>
    public static string State(Pipeline? run) =>
        LogSanitizer.Plain(run is { State: PipelineStates.InProgress, Stage: { } stage } ? stage : run?.State ?? "");

    /// <summary>The stage of a step if it is more specific than the state.</summary>
    public static string State(PipelineStep? step) =>
        LogSanitizer.Plain(step?.Stage is { } stage and not PipelineStates.Pending ? stage : step?.State ?? "");

    /// <summary>The result, in color if the host supports it.</summary>
    public static string Result(string? result)
    {
        string? color = result switch
        {
            PipelineStates.Successful => "32",
            PipelineStates.Failed or PipelineStates.Error => "31",
            PipelineStates.Stopped or "EXPIRED" => "33",
            _ => null,
        };
        return color is null || !UseColors ? LogSanitizer.Plain(result ?? "") : $"\u001b[{color}m{result}\u001b[0m";
    }

    /// <summary>The branch, tag or pull request.</summary>
    public static string Ref(Pipeline? run) => LogSanitizer.Plain(run is null ? ""
        : run.PullRequest is { } id ? $"PR #{id} {run.Branch}"
        : run.Branch ?? run.Tag ?? "");

    /// <summary>The run of a step.</summary>
    public static string Run(IStepItem? step) => LogSanitizer.Plain(RunText(step));

    /// <summary>The run and the name of a step.</summary>
    public static string Step(IStepItem? step) => LogSanitizer.Plain($"{RunText(step)} {step?.Step}");

    /// <summary>The first seven digits of a hash.</summary>
    public static string Hash(string? hash) => LogSanitizer.Plain(hash is { Length: > 7 } ? hash.Substring(0, 7) : hash ?? "");

    /// <summary>The name of the custom pipeline, otherwise the type of the selector.</summary>
    public static string Selector(Pipeline? run) => LogSanitizer.Plain(run?.Custom ?? run?.Target?.Selector?.Type ?? "");

    /// <summary>The short name of a key type: ed25519, ecdsa or rsa.</summary>
    public static string KeyType(string? type) => LogSanitizer.Plain(
        type is null
            ? ""
            : type.StartsWith("ecdsa-", StringComparison.Ordinal)
            ? "ecdsa"
            : type.StartsWith("ssh-", StringComparison.Ordinal) ? type.Substring(4) : type);

    /// <summary>The scope of a variable.</summary>
    public static string Scope(Variable? variable) => LogSanitizer.Plain(variable switch
    {
        null => "",
        { WorkspaceScope: true } => $"workspace {variable.Workspace}",
        { Team: { } team } => $"team {team}",
        { User: { } user } => $"user {user}",
        { Environment: { } environment } => $"{variable.Workspace}/{variable.Repository} ({environment})",
        _ => $"{variable.Workspace}/{variable.Repository}",
    });

    /// <summary>The scope of a runner.</summary>
    public static string Scope(Runner? runner) => LogSanitizer.Plain(runner switch
    {
        null => "",
        { WorkspaceScope: true } => $"workspace {runner.Workspace}",
        _ => $"{runner.Workspace}/{runner.Repository}",
    });

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

    /// <summary>Local time to the minute.</summary>
    public static string Time(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The next run of a schedule in UTC, or (disabled) or (never).</summary>
    public static string NextRun(PipelineSchedule? schedule) => schedule is null ? "" : !schedule.Enabled ? "(disabled)"
        : schedule.NextRun is { } next ? next.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "(never)";

    /// <summary>The custom pipeline and the branch that a schedule runs.</summary>
    public static string Runs(PipelineSchedule? schedule) =>
        LogSanitizer.Plain(
            schedule is null ? "" : schedule.Custom is { } custom ? $"{custom} on {schedule.Branch}" : schedule.Branch ?? "");

    /// <summary>The repository and the uuid of a schedule.</summary>
    public static string Schedule(ScheduleExecution? execution) =>
        execution is null ? "" : LogSanitizer.Plain($"{execution.Workspace}/{execution.Repository} {execution.Schedule}");

    /// <summary>UTC to the second, with the day of the week.</summary>
    public static string UtcTime(DateTimeOffset time) => time.ToString("ddd yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Local time to the second, with the day of the week and the offset from UTC.</summary>
    public static string LocalTime(DateTimeOffset time) => time.ToString("ddd yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static string RunText(IStepItem? step) => step is null ? ""
        : $"{step.Workspace}/{step.Repository} "
            + $"{(step.Pipeline.StartsWith("{", StringComparison.Ordinal) ? step.Pipeline : "#" + step.Pipeline)}";

#pragma warning disable RS0030 // Only checks whether there is a terminal.
    private static bool UseColors => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && !Console.IsOutputRedirected
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
#pragma warning restore RS0030
}
