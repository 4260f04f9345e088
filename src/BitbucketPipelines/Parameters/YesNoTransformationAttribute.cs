using System.Management.Automation;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>Converts the texts true, false, yes, no, 1 and 0, as found in CSV files, to a Boolean. An empty text is false.</summary>
internal sealed class YesNoTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return data is not string text ? data ?? false
            : YesNo.TryRead(text, out bool? answer) ? answer == true
            : throw new ArgumentTransformationMetadataException($"'{text}' is neither true nor false.");
    }
}
