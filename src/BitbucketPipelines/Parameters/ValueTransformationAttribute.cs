using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>
/// Converts a value to text. PowerShell would convert $true to True. Null stays null. Error messages never contain the value.
/// </summary>
internal sealed class ValueTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        ValueText.TryConvert(inputData, out string? text)
            ? text!
            : throw new ArgumentTransformationMetadataException(
                $"The value must be {ValueText.Allowed}. For a secret use -SecureValue; convert a list or a hashtable to text with "
                + "ConvertTo-Json -Compress.");
}
