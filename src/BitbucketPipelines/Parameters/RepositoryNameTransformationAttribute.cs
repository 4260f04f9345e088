using System.Collections;
using System.Management.Automation;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>
/// Converts a repository, or an object with the properties Workspace and Repository (or Slug), to its full name. Other objects of the
/// module are rejected: an environment, converted to text, would select a repository with the same name.
/// </summary>
internal sealed class RepositoryNameTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] s_names = ["Repository", "Slug", "RepoSlug", "FullName"];

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? unwrapped = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return unwrapped is IEnumerable list and not string ? list.Cast<object>().Select(NameOf).ToArray() : NameOf(inputData);
    }

    private static object NameOf(object item) => (item is PSObject wrapped ? wrapped.BaseObject : item) switch
    {
        Repository repository => repository.ToString(),
        BitbucketObject other => throw new ArgumentTransformationMetadataException(
            $"-ToRepository takes names and repositories, not objects of type {other.GetType().Name}. Use the output of Get-BbRepository."),
        PSCustomObject => Row((PSObject)item),
        _ => item,
    };

    private static string Row(PSObject row)
    {
        string? slug = s_names.Select(name => Text(row, name)).FirstOrDefault(text => text is not null);
        return slug is null
            ? throw new ArgumentTransformationMetadataException("-ToRepository takes names, repositories, and objects with a "
                + "Repository property.")
            : slug.IndexOf('/') < 0 && Text(row, "Workspace") is { } workspace ? $"{workspace}/{slug}"
            : slug;
    }

    private static string? Text(PSObject row, string property) =>
        row.Properties[property]?.Value?.ToString() is { Length: > 0 } text ? text : null;
}
