using System.Collections;
using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>Refuses what is no table, in words of its own: those of the engine would repeat it, and it may be a secret.</summary>
internal sealed class RefuseTextAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is null or IDictionary
            ? inputData
            : throw new ArgumentTransformationMetadataException("A table is needed: @{ NAME = <SecureString> }.");
}
