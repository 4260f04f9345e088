using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>Takes true, false, yes, no, 1 and 0 as texts too, as they come out of a CSV file. An empty text means no.</summary>
internal sealed class YesNoTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return (data as string)?.Trim().ToUpperInvariant() switch
        {
            null => data ?? false,
            "TRUE" or "YES" or "1" => true,
            "FALSE" or "NO" or "0" or "" => false,
            _ => throw new ArgumentTransformationMetadataException($"'{data}' is neither true nor false."),
        };
    }
}
