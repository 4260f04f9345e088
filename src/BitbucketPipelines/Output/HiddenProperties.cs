using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api.Models;

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
        [typeof(Pipeline)] = [nameof(Duration), nameof(Stage), nameof(IsCompleted), nameof(BuildSecondsUsed)],
        [typeof(PipelineStep)] = [nameof(Duration), nameof(Stage), nameof(IsCompleted), nameof(BuildSecondsUsed), nameof(RunNumber)],
        [typeof(TestCase)] = [nameof(Duration)],
        [typeof(Deployment)] = [nameof(Duration)],
    };

    /// <summary>The duration. JSON would be an object of eleven values, so DurationSeconds is listed in its place.</summary>
    public static object? Duration(PSObject item) => item?.BaseObject switch
    {
        Pipeline run => run.Duration,
        PipelineStep step => step.Duration,
        TestCase test => test.Duration,
        Deployment deployment => deployment.Duration,
        _ => LanguagePrimitives.TryConvertTo(item?.Properties["DurationSeconds"]?.Value, out double? seconds) && seconds is { } number
            ? TimeSpan.FromSeconds(number)
            : null,
    };

    /// <summary>The stage of a run or step that has not ended. Status tells it, too.</summary>
    public static object? Stage(PSObject item) => item?.BaseObject switch
    {
        Pipeline run => run.Stage,
        PipelineStep step => step.Stage,
        _ => Received(item, nameof(Stage)),
    };

    /// <summary>Whether a run or step has ended.</summary>
    public static object? IsCompleted(PSObject item) => item?.BaseObject switch
    {
        Pipeline run => run.IsCompleted,
        PipelineStep step => step.IsCompleted,
        _ => Received(item, nameof(IsCompleted)),
    };

    /// <summary>The number of build seconds charged.</summary>
    public static object? BuildSecondsUsed(PSObject item) => item?.BaseObject switch
    {
        Pipeline run => run.BuildSecondsUsed,
        PipelineStep step => step.BuildSecondsUsed,
        _ => Received(item, nameof(BuildSecondsUsed)),
    };

    /// <summary>How often a step was run: more than 1 after a rerun.</summary>
    public static object? RunNumber(PSObject item) =>
        item?.BaseObject is PipelineStep step ? step.RunNumber : Received(item, nameof(RunNumber));

    /// <summary>What came with an object from elsewhere: these properties hide it.</summary>
    private static object? Received(PSObject? item, string name) =>
        (item?.Members["psadapted"] as PSMemberSet)?.Properties[name]?.Value;
}
