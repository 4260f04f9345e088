using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>Reports during parameter binding that a cmdlet has no -Pipeline parameter.</summary>
internal sealed class RefusePipelineAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        throw new ArgumentTransformationMetadataException(
            "This cmdlet has no -Pipeline parameter. See the cmdlet's help for how to specify a run or a custom pipeline. "
            + "To use the common parameter -PipelineVariable, write it in full or as -pv.");
}
