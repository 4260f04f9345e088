using System.Management.Automation;
using System.Text;

namespace BitbucketPipelines;

/// <summary>Takes what PowerShell's own -Encoding takes: a name, the number of a code page, or an encoding.</summary>
internal sealed class EncodingTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return data as Encoding ?? FileEncoding.Find(LanguagePrimitives.ConvertTo<string>(data) ?? "")
            ?? throw new ArgumentTransformationMetadataException(
                $"'{data}' is no encoding. Give one of {string.Join(", ", FileEncoding.Names)}, the number of a code page (1252), or its "
                + "name (windows-1252).");
    }
}
