using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>The piped object itself, whose properties are bound to parameters.</summary>
internal static class PipelineInput
{
    // All versions of PowerShell have this property, but it is not public.
    private static readonly PropertyInfo? s_current =
        typeof(InternalCommand).GetProperty("CurrentPipelineObject", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);

    private static readonly string[] s_runProperties = ["Pipeline", "BuildNumber", "Build", "Run", "Uuid", "Id", "Number"];

    private static readonly string[] s_customProperties =
        [nameof(CustomPipeline.Custom), nameof(CustomPipeline.Variables), nameof(CustomPipeline.File), nameof(CustomPipeline.Line)];

    private static readonly HashSet<string> s_placeProperties =
        new(["Workspace", "Repository", "Slug", "FullName", "Name", "Branch", "Session"], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Refuses the row of a change that was only planned with -WhatIf. Its name, repository and workspace would be bound as those of any
    /// object, and the next cmdlet would change something else than the item of the row.
    /// </summary>
    /// <exception cref="ErrorRecordException">The piped object is such a row.</exception>
    public static void RefusePlannedRow(Cmdlet cmdlet)
    {
        if ((s_current?.GetValue(cmdlet) as PSObject)?.BaseObject is ItemResult { Status: ItemResult.Planned } row)
        {
            throw new ErrorRecordException(Errors.PlannedRow(row));
        }
    }

    /// <summary>The piped object without its wrapper; null when nothing is piped in.</summary>
    public static object? Current(Cmdlet cmdlet) => (s_current?.GetValue(cmdlet) as PSObject)?.BaseObject;

    /// <summary>The piped object, if it is of this type: not the row of a file, which has lost properties.</summary>
    public static T? Current<T>(Cmdlet cmdlet)
        where T : class =>
        Current(cmdlet) as T;

    /// <summary>The main branch of the piped object, if that is this repository; null when it is not known.</summary>
    public static string? MainBranchOf(Cmdlet cmdlet, RepositoryId repository) =>
        Current<Repository>(cmdlet) is { } piped && RepositoryId.IsSame(repository, piped.Workspace, piped.Slug) ? piped.MainBranch : null;

    /// <summary>The text of a property of the current object; null when it has no such property, or an empty one.</summary>
    public static string? Text(Cmdlet cmdlet, string name) =>
        (s_current?.GetValue(cmdlet) as PSObject)?.Properties[name]?.Value?.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>
    /// The schedule of the current object, and why it started no run, if that is an execution of a schedule without a run; otherwise null.
    /// </summary>
    public static (string Schedule, string? Error)? ExecutionWithoutRun(Cmdlet cmdlet) =>
        s_current?.GetValue(cmdlet) is PSObject current
        && current.TypeNames.Any(name => name.EndsWith("." + nameof(ScheduleExecution), StringComparison.Ordinal))
        && Text(cmdlet, nameof(ScheduleExecution.Pipeline)) is null && Text(cmdlet, nameof(ScheduleExecution.BuildNumber)) is null
            ? (Text(cmdlet, nameof(ScheduleExecution.Schedule)) ?? "", Text(cmdlet, nameof(ScheduleExecution.Error)))
            : null;

    /// <summary>
    /// Whether the current object is a custom pipeline, or what is left of one: from Select-Object, a job or a file. A file keeps no types,
    /// so it is known by its columns.
    /// </summary>
    public static bool IsCustomPipeline(Cmdlet cmdlet) =>
        s_current?.GetValue(cmdlet) is PSObject current
        && (current.TypeNames.Any(name => name.EndsWith("." + nameof(CustomPipeline), StringComparison.Ordinal))
            || s_customProperties.All(name => current.Properties[name] is not null));

    /// <summary>The build number of the current object, if this is its uuid; otherwise null.</summary>
    public static long? NumberOf(Cmdlet cmdlet, string uuid) =>
        uuid.Length > 0 && Text(cmdlet, "Uuid") == uuid
        && (Text(cmdlet, "BuildNumber") ?? Text(cmdlet, "Build")) is { } text
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0
            ? number : null;

    /// <summary>
    /// The uuid of the current object, if that is the run with this build number, from a file or a job; otherwise null. Other objects have
    /// a build number too, and a uuid that is their own.
    /// </summary>
    public static string? UuidOf(Cmdlet cmdlet, string number) =>
        s_current?.GetValue(cmdlet) is PSObject current
        && current.TypeNames.Any(name => name.EndsWith(".Models." + nameof(Pipeline), StringComparison.Ordinal))
        && Text(cmdlet, "BuildNumber") == number
            ? Text(cmdlet, "Uuid") : null;

    /// <summary>Whether the current object has one of these properties.</summary>
    public static bool HasProperty(Cmdlet cmdlet, params string[] names) =>
        s_current?.GetValue(cmdlet) is PSObject current && names.Any(name => current.Properties[name] is not null);

    /// <summary>
    /// Whether the current object is a repository, or a row that specifies nothing but a place. A row with other columns is about
    /// something that has no run in it: the newest run is not what it means.
    /// </summary>
    public static bool IsPlaceOnly(Cmdlet cmdlet) =>
        s_current?.GetValue(cmdlet) is PSObject current && !HasProperty(cmdlet, s_runProperties)
        && (current.BaseObject is Repository
            || (current.BaseObject is PSCustomObject && current.Properties.All(p => s_placeProperties.Contains(p.Name)))
            || current.TypeNames.Any(name => name.EndsWith(".Models.Repository", StringComparison.Ordinal)));
}
