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
    public static string Run(PipelineStep? step) => step is null ? ""
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

    /// <summary>Local time to the minute.</summary>
    public static string Time(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";

    private static bool Colours => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && !Console.IsOutputRedirected
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
}
