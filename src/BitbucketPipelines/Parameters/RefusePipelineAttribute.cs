using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>Says, while parameters are bound, that a cmdlet has no -Pipeline.</summary>
internal sealed class RefusePipelineAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        throw new ArgumentTransformationMetadataException(
            "This cmdlet has no parameter -Pipeline. Leave it out, or see the cmdlet's help for what names a run or a custom pipeline. "
            + "The common parameter -PipelineVariable has to be written in full, or as -pv.");
}
