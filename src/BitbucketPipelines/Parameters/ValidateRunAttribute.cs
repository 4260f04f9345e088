using System.Collections;
using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>
/// Rejects a missing run as ValidateNotNullOrEmpty does, and says what is missing: the value is rarely typed, but a property of a piped
/// object, such as of an execution of a schedule that started no run.
/// </summary>
internal sealed class ValidateRunAttribute : ValidateArgumentsAttribute
{
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is null || (arguments is ICollection runs && (runs.Count == 0 || runs.Cast<object?>().Any(run => run is null))))
        {
            throw new ValidationMetadataException(
                "It names no run: the value, or this property of the piped object, is empty. Specify a build number, or pipe in a run.");
        }
    }
}
