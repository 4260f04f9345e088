using System.Management.Automation;
using System.Text;

namespace BitbucketPipelines;

/// <summary>Accepts the same values as PowerShell's own -Encoding: a name, a code page number, or an Encoding.</summary>
internal sealed class EncodingTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return data as Encoding ?? FileEncoding.Find(LanguagePrimitives.ConvertTo<string>(data) ?? "")
            ?? throw new ArgumentTransformationMetadataException(
                $"'{data}' is not a valid encoding. Specify one of {string.Join(", ", FileEncoding.Names)}, a code page number (1252) or "
                + "its name (windows-1252).");
    }
}
