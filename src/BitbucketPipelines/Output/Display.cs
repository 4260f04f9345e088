using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Output;

/// <summary>
/// What the views show. Called by BitbucketPipelines.Format.ps1xml, which shows no text of the server that did not pass here: nothing in
/// a table or list acts on a terminal or a build system. The objects keep what the server said.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Display
{
    /// <summary>Any value. Text is made safe to show; numbers and times stay what they are, and lists stay lists.</summary>
    public static object? Text(object? value) => value switch
    {
        null => null,
        string text => LogText.Plain(text),
        PSObject { BaseObject: not PSCustomObject } wrapped => Text(wrapped.BaseObject),
        IConvertible or TimeSpan or DateTimeOffset => value,
        IEnumerable list => list.Cast<object?>().Select(Text).ToArray(),
        _ => LogText.Plain(value.ToString() ?? ""),
    };

    /// <summary>
    /// All that an object says, a line for each property that has a value. Shown by BitbucketPipelines.Types.ps1xml where PowerShell
    /// takes no view.
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

        // What has no words of its own is not worth a line.
        static string Line(object? value) => Text(value) switch
        {
            null => "",
            object?[] list => $"{{{string.Join(", ", list)}}}",
            var one => one.ToString() is { } text && text != value!.GetType().ToString() ? LogText.OneLine(text) : "",
        };
    }

    /// <summary>The texts of a list, one after the other.</summary>
    public static string Joined(IEnumerable<string>? texts) => LogText.Plain(string.Join(", ", texts ?? []));

    /// <summary>A repository with its workspace.</summary>
    public static string Repository(RepositoryItem? item) => item is null ? "" : LogText.Plain($"{item.Workspace}/{item.Repository}");

    /// <summary>The stage of a run that goes on, else the state.</summary>
    public static string State(Pipeline? run) =>
        LogText.Plain(run is { State: RunWords.InProgress, Stage: { } stage } ? stage : run?.State ?? "");

    /// <summary>The stage of a step when it tells more than the state.</summary>
    public static string State(PipelineStep? step) =>
        LogText.Plain(step?.Stage is { } stage and not RunWords.Pending ? stage : step?.State ?? "");

    /// <summary>The result, in colour where colours are wanted.</summary>
    public static string Result(string? result)
    {
        string? colour = result switch
        {
            RunWords.Successful => "32",
            RunWords.Failed or RunWords.Error => "31",
            RunWords.Stopped or "EXPIRED" => "33",
            _ => null,
        };
        return colour is null || !Colours ? LogText.Plain(result ?? "") : $"\u001b[{colour}m{result}\u001b[0m";
    }

    /// <summary>The branch, tag or pull request.</summary>
    public static string Ref(Pipeline? run) => LogText.Plain(run is null ? ""
        : run.PullRequest is { } id ? $"PR #{id} {run.Branch}"
        : run.Branch ?? run.Tag ?? "");

    /// <summary>The run that a step belongs to.</summary>
    public static string Run(IStepItem? step) => LogText.Plain(RunText(step));

    /// <summary>The step, with the run that it belongs to.</summary>
    public static string Step(IStepItem? step) => LogText.Plain($"{RunText(step)} {step?.Step}");

    /// <summary>The first seven digits of a hash.</summary>
    public static string Hash(string? hash) => LogText.Plain(hash is { Length: > 7 } ? hash.Substring(0, 7) : hash ?? "");

    /// <summary>The custom pipeline, or the kind of the other.</summary>
    public static string Selector(Pipeline? run) => LogText.Plain(run?.Custom ?? run?.Target?.Selector?.Type ?? "");

    /// <summary>ed25519, ecdsa, rsa: the type of a key in short.</summary>
    public static string KeyType(string? type) => LogText.Plain(
        type is null
            ? ""
            : type.StartsWith("ecdsa-", StringComparison.Ordinal)
            ? "ecdsa"
            : type.StartsWith("ssh-", StringComparison.Ordinal) ? type.Substring(4) : type);

    /// <summary>Where a variable stands.</summary>
    public static string Scope(Variable? variable) => LogText.Plain(variable switch
    {
        null => "",
        { WorkspaceScope: true } => $"workspace {variable.Workspace}",
        { Team: { } team } => $"team {team}",
        { User: { } user } => $"user {user}",
        { Environment: { } environment } => $"{variable.Workspace}/{variable.Repository} ({environment})",
        _ => $"{variable.Workspace}/{variable.Repository}",
    });

    /// <summary>Whose runner it is.</summary>
    public static string Scope(Runner? runner) => LogText.Plain(runner switch
    {
        null => "",
        { WorkspaceScope: true } => $"workspace {runner.Workspace}",
        _ => $"{runner.Workspace}/{runner.Repository}",
    });

    /// <summary>1:05, 1:02:03, or 2d 3h for one that waited for a person.</summary>
    public static string Duration(TimeSpan? duration) => duration switch
    {
        null => "",
        { TotalDays: >= 1 } days => $"{days.Days}d {days.Hours}h",
        { } time => RunLogHost.Time(time),
    };

    /// <summary>How long ago, in the largest unit: 45s, 12m, 3h, 5d.</summary>
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

    /// <summary>A size in the largest unit of which there is at least one: 532 B, 1.5 KB, 256 KB, 1.2 GB.</summary>
    public static string Size(long? bytes)
    {
        if (bytes is not { } size)
        {
            return "";
        }

        string[] units = ["B", "KB", "MB", "GB", "TB"];
        double value = size;
        int unit = 0;
        // What would be shown as 1024 is one of the next unit.
        while (Math.Round(value) >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString(unit == 0 || value >= 9.95 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    /// <summary>Seconds to the millisecond.</summary>
    public static string Seconds(TimeSpan? duration) => duration?.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The first eight digits of a uuid.</summary>
    public static string Uuid(string? uuid) => LogText.Plain((uuid ?? "").TrimStart('{').Split('-')[0]);

    /// <summary>Local time to the minute.</summary>
    public static string Time(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";

    /// <summary>When a schedule runs next, in UTC; or that it does not.</summary>
    public static string NextRun(PipelineSchedule? schedule) => schedule is null ? "" : !schedule.Enabled ? "(disabled)"
        : schedule.NextRun is { } next ? next.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "(never)";

    /// <summary>What a schedule runs: the custom pipeline, and the branch.</summary>
    public static string Runs(PipelineSchedule? schedule) =>
        LogText.Plain(schedule is null ? "" : schedule.Custom is { } custom ? $"{custom} on {schedule.Branch}" : schedule.Branch ?? "");

    /// <summary>The schedule, with its repository.</summary>
    public static string Schedule(ScheduleExecution? execution) =>
        execution is null ? "" : LogText.Plain($"{execution.Workspace}/{execution.Repository} {execution.Schedule}");

    /// <summary>UTC to the second, with the day of the week.</summary>
    public static string UtcTime(DateTimeOffset time) => time.ToString("ddd yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Local time to the second, with the day of the week and the offset from UTC.</summary>
    public static string LocalTime(DateTimeOffset time) => time.ToString("ddd yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static string RunText(IStepItem? step) => step is null ? ""
        : $"{step.Workspace}/{step.Repository} "
            + $"{(step.Pipeline.StartsWith("{", StringComparison.Ordinal) ? step.Pipeline : "#" + step.Pipeline)}";

#pragma warning disable RS0030 // Only looks whether there is a terminal.
    private static bool Colours => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && !Console.IsOutputRedirected
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
#pragma warning restore RS0030
}
