using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>Makes the text of a value; the engine would make True of $true. Null stays null. No error shows the value.</summary>
internal sealed class ValueTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        ValueText.TryConvert(inputData, out string? text)
            ? text!
            : throw new ArgumentTransformationMetadataException(
                $"The value must be {ValueText.Allowed}. A secret goes with -SecureValue; a list or table has to be made a text, with "
                + "ConvertTo-Json -Compress.");
}
