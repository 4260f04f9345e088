using System.Collections;
using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>
/// Takes one text, or the lines of one, and nothing else: PowerShell would make a text of any object that is piped in, such as the name of
/// a repository.
/// </summary>
internal sealed class YamlTextAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? data = ValueText.Unwrap(inputData);
        object?[]? lines = data is IEnumerable list and not (string or IDictionary)
            ? [.. list.Cast<object?>().Select(ValueText.Unwrap)] : null;
        return data is FileSystemInfo file
            ? throw new ArgumentTransformationMetadataException(
                $"A file was piped in. Specify it as -YamlPath '{file.Name}', or pipe in its text: Get-Content -Raw '{file.Name}'")
            : data is string text ? text
            : lines is { Length: > 0 } && lines.All(line => line is string) ? string.Concat(lines.Select(line => line + "\n"))
            // The engine ignores a parameter that fails with this exception, and tries the properties of the piped object.
            : throw new ArgumentTransformationMetadataException(
                "-Yaml takes the text of a pipeline file: Get-Content -Raw ./bitbucket-pipelines.yml", new PSInvalidCastException());
    }
}
