using System.Collections;
using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>
/// Refuses what is no table, or a table that has null for a value, in words of its own: those of the engine would repeat what was given,
/// and it may be a secret.
/// </summary>
/// <param name="example">How to write it.</param>
internal sealed class RefuseTextAttribute(string example = "@{ NAME = <SecureString> }") : ArgumentTransformationAttribute
{
    /// <summary>Whether null is left to the cmdlet, which tells all that is wrong at once.</summary>
    public bool LeavesNull { get; set; }

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (ValueText.Unwrap(inputData) is not (null or IDictionary))
        {
            throw new ArgumentTransformationMetadataException($"A table of names and values is needed: {example}.");
        }

        if (!LeavesNull && ValueText.Unwrap(inputData) is IDictionary table
            && ValueText.Entries(table).FirstOrDefault(e => ValueText.Unwrap(e.Value) is null) is { Key: { } name })
        {
            throw new ArgumentTransformationMetadataException($"The value of '{name}' is null: the variable that was to give it is not "
                + "set.");
        }

        return inputData!;
    }
}
