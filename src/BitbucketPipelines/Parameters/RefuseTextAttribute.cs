using System.Collections;
using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>
/// Rejects anything but a hashtable, and a hashtable with a null value. PowerShell's own error message would repeat the argument, which may
/// be a secret.
/// </summary>
/// <param name="example">An example for the error message.</param>
internal sealed class RefuseTextAttribute(string example = "@{ NAME = <SecureString> }") : ArgumentTransformationAttribute
{
    /// <summary>Whether the cmdlet checks for null itself, to report all problems in one error.</summary>
    public bool LeavesNull { get; set; }

    /// <summary>Whether names alone become <see cref="DeclaredNames"/>, and the cmdlet checks where they come from.</summary>
    public bool LeavesNames { get; set; }

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (ValueText.Unwrap(inputData) is CustomPipelineVariables)
        {
            // The declarations of a piped custom pipeline are no values.
            return new Hashtable();
        }

        if (LeavesNames && inputData is not null && DeclaredNames.Are(ValueText.Unwrap(inputData)))
        {
            return new DeclaredNames();
        }

        if (ValueText.Unwrap(inputData) is not (null or IDictionary))
        {
            throw new ArgumentTransformationMetadataException($"Specify a hashtable of names and values: {example}.");
        }

        if (!LeavesNull && ValueText.Unwrap(inputData) is IDictionary table
            && ValueText.Entries(table).FirstOrDefault(e => ValueText.Unwrap(e.Value) is null) is { Key: { } name })
        {
            throw new ArgumentTransformationMetadataException($"The value of '{name}' is null. The PowerShell variable that it "
                + "comes from is not set.");
        }

        return inputData!;
    }
}
