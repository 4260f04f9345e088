using System.ComponentModel;
using System.Globalization;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Output;

/// <summary>What the views show. Called by BitbucketPipelines.Format.ps1xml.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Display
{
    /// <summary>The stage of a run that goes on, else the state.</summary>
    public static string State(Pipeline? run) => run is { State: RunWords.InProgress, Stage: { } stage } ? stage : run?.State ?? "";

    /// <summary>The stage of a step when it tells more than the state.</summary>
    public static string State(PipelineStep? step) => step?.Stage is { } stage and not RunWords.Pending ? stage : step?.State ?? "";

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
        return colour is null || !Colours ? result ?? "" : $"\u001b[{colour}m{result}\u001b[0m";
    }

    /// <summary>The branch, tag or pull request.</summary>
    public static string Ref(Pipeline? run) => run is null ? ""
        : run.PullRequest is { } id ? $"PR #{id} {run.Branch}"
        : run.Branch ?? run.Tag ?? "";

    /// <summary>The run that a step belongs to.</summary>
    public static string Run(IStepItem? step) => step is null ? ""
        : $"{step.Workspace}/{step.Repository} {(step.Pipeline.StartsWith("{", StringComparison.Ordinal) ? step.Pipeline : "#" + step.Pipeline)}";

    /// <summary>The first seven digits of a hash.</summary>
    public static string Hash(string? hash) => hash is { Length: > 7 } ? hash.Substring(0, 7) : hash ?? "";

    /// <summary>The custom pipeline, or the kind of the other.</summary>
    public static string Selector(Pipeline? run) => run?.Custom ?? run?.Target?.Selector?.Type ?? "";

    /// <summary>ed25519, ecdsa, rsa: the type of a key in short.</summary>
    public static string KeyType(string? type) =>
        type is null ? "" : type.StartsWith("ecdsa-", StringComparison.Ordinal) ? "ecdsa" : type.StartsWith("ssh-", StringComparison.Ordinal) ? type.Substring(4) : type;

    /// <summary>Where a variable stands.</summary>
    public static string Scope(Variable? variable) => variable switch
    {
        null => "",
        { WorkspaceScope: true } => $"workspace {variable.Workspace}",
        { Team: { } team } => $"team {team}",
        { User: { } user } => $"user {user}",
        { Environment: { } environment } => $"{variable.Workspace}/{variable.Repository} ({environment})",
        _ => $"{variable.Workspace}/{variable.Repository}",
    };

    /// <summary>Whose runner it is.</summary>
    public static string Scope(Runner? runner) => runner switch
    {
        null => "",
        { WorkspaceScope: true } => $"workspace {runner.Workspace}",
        _ => $"{runner.Workspace}/{runner.Repository}",
    };

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

        TimeSpan age = DateTimeOffset.UtcNow - then;
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
    public static string Uuid(string? uuid) => (uuid ?? "").TrimStart('{').Split('-')[0];

    /// <summary>Local time to the minute.</summary>
    public static string Time(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";

    /// <summary>When a schedule runs next, in UTC; or that it does not.</summary>
    public static string NextRun(PipelineSchedule? schedule) => schedule is null ? "" : !schedule.Enabled ? "(disabled)"
        : schedule.NextRun is { } next ? next.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "(never)";

    /// <summary>What a schedule runs: the custom pipeline, and the branch.</summary>
    public static string Runs(PipelineSchedule? schedule) => schedule is null ? "" : schedule.Custom is { } custom ? $"{custom} on {schedule.Branch}" : schedule.Branch ?? "";

    /// <summary>UTC to the second, with the day of the week.</summary>
    public static string UtcTime(DateTimeOffset time) => time.ToString("ddd yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Local time to the second, with the day of the week and the offset from UTC.</summary>
    public static string LocalTime(DateTimeOffset time) => time.ToString("ddd yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static bool Colours => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && !Console.IsOutputRedirected
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
}
