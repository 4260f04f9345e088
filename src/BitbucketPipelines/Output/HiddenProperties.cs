using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Output;

/// <summary>
/// Properties that scripts can use and that are not listed, so that JSON and CSV hold few values, and plain ones. Objects that come from a
/// file, a job or another computer have them, too.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class HiddenProperties
{
    /// <summary>The names of the hidden properties of each type.</summary>
    internal static IReadOnlyDictionary<Type, string[]> Names { get; } = new Dictionary<Type, string[]>
    {
        [typeof(Pipeline)] = [nameof(Duration), nameof(Stage), nameof(IsCompleted), nameof(Ref)],
        [typeof(PipelineStep)] = [nameof(Duration), nameof(Stage), nameof(IsCompleted)],
        [typeof(TestCase)] = [nameof(Duration)],
        [typeof(Runner)] = [nameof(ClientSecret)],
        [typeof(Deployment)] = [nameof(Duration)],
        [typeof(PipelineMeasure)] = [nameof(MedianDuration), nameof(P95Duration), nameof(MedianWaiting), nameof(P95Waiting)],
    };

    /// <summary>
    /// Other names of properties: the headings of the tables, so that what is seen can be selected and filtered.
    /// </summary>
    internal static IReadOnlyDictionary<Type, (string Name, string Property)[]> Aliases { get; } =
        new Dictionary<Type, (string, string)[]>
        {
            [typeof(Pipeline)] = [("Build", nameof(Pipeline.BuildNumber)), ("Time", nameof(Duration))],
            [typeof(PipelineStep)] = [("Time", nameof(Duration))],
            [typeof(ScheduleExecution)] = [("Build", nameof(ScheduleExecution.BuildNumber))],
        };

    /// <summary>The duration. JSON would be an object of eleven values, so DurationSeconds is listed in its place.</summary>
    public static object? Duration(PSObject item) => item?.BaseObject switch
    {
        Pipeline run => run.Duration,
        PipelineStep step => step.Duration,
        TestCase test => test.Duration,
        Deployment deployment => deployment.Duration,
        _ => Time(item, "DurationSeconds"),
    };

    /// <summary>The stage of a run or step that has not ended. Status tells it, too.</summary>
    public static object? Stage(PSObject item) => item?.BaseObject switch
    {
        Pipeline run => run.Stage,
        PipelineStep step => step.Stage,
        _ => IsCompleted(item!) is false && Received(item, "Status") is var status && status != Received(item, "State") ? status : null,
    };

    /// <summary>Whether a run or step has ended.</summary>
    public static object? IsCompleted(PSObject item) => item?.BaseObject switch
    {
        Pipeline run => run.IsCompleted,
        PipelineStep step => step.IsCompleted,
        _ => Received(item, "State") == PipelineStates.Completed,
    };

    /// <summary>What a run is of, as the table shows it: <c>main</c>, <c>tag v1</c> or <c>PR #7 feature</c>.</summary>
    public static object? Ref(PSObject item) => item?.BaseObject is Pipeline run
        ? Text(run)
        : Text(Received(item, "PullRequest"), Received(item, "Tag"), Received(item, "Branch"));

    /// <summary>The secret of a runner that New-BbRunner returned. What it is kept in is not written to JSON, CSV or XML.</summary>
    public static object? ClientSecret(PSObject item) => RunnerSecrets.Find(item?.BaseObject as Runner);

    /// <summary>What a run is of.</summary>
    internal static string? Text(Pipeline run) => Text(run.PullRequest?.ToString(CultureInfo.InvariantCulture), run.Tag, run.Branch);

    /// <summary>The median of the durations of measured runs.</summary>
    public static object? MedianDuration(PSObject item) => Time(item, nameof(PipelineMeasure.MedianDurationSeconds));

    /// <summary>The 95th percentile of the durations of measured runs.</summary>
    public static object? P95Duration(PSObject item) => Time(item, nameof(PipelineMeasure.P95DurationSeconds));

    /// <summary>The median of the times that measured runs have waited.</summary>
    public static object? MedianWaiting(PSObject item) => Time(item, nameof(PipelineMeasure.MedianWaitingSeconds));

    /// <summary>The 95th percentile of the times that measured runs have waited.</summary>
    public static object? P95Waiting(PSObject item) => Time(item, nameof(PipelineMeasure.P95WaitingSeconds));

    private static TimeSpan? Time(PSObject? item, string seconds) =>
        LanguagePrimitives.TryConvertTo(item?.Properties[seconds]?.Value, CultureInfo.InvariantCulture, out double? read)
        && read is { } number ? TimeSpan.FromSeconds(number) : null;

    private static string? Text(string? request, string? tag, string? branch) =>
        !string.IsNullOrEmpty(request) ? $"PR #{request} {branch}" : string.IsNullOrEmpty(tag) ? branch : $"tag {tag}";

    private static string? Received(PSObject? item, string name) => item?.Properties[name]?.Value?.ToString();
}
