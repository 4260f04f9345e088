using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace BitbucketPipelines;

/// <summary>
/// Finds out whether a command earlier in the pipeline has -PipelineVariable. Its variable holds the object that is being processed, which
/// is true for the commands behind a cmdlet only if it writes all output of an object before it takes the next.
/// </summary>
internal static class PipelineVariable
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly string[] s_parameters = [" -PipelineVariable", " -pv "];

    /// <summary>Whether a command before this one sets a variable for the objects of the pipeline.</summary>
    public static bool IsUsedBefore(PSCmdlet cmdlet) => cmdlet.MyInvocation.PipelinePosition > 1
        && (Get(Get(Get(cmdlet, "CommandRuntime"), "PipelineProcessor"), "Commands") is IEnumerable commands
            ? commands.Cast<object>().Take(cmdlet.MyInvocation.PipelinePosition - 1)
                .Any(command => Get(Get(command, "CommandRuntime"), "PipelineVariable") is string { Length: > 0 })
            : IsWritten(cmdlet.MyInvocation.Line));

    /// <summary>A property that the engine has in all versions, but that is not public.</summary>
    private static object? Get(object? instance, string property) =>
        instance?.GetType().GetProperty(property, Any)?.GetValue(instance);

    private static bool IsWritten(string line) => s_parameters.Any(
        parameter => line.IndexOf(parameter, StringComparison.OrdinalIgnoreCase) >= 0);
}
