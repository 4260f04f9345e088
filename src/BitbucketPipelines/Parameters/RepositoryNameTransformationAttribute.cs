using System.Collections;
using System.Management.Automation;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>
/// Takes a repository, or a row with the properties Workspace and Repository (or Slug), for its full name. Other objects of the module are
/// refused: as a text, an environment would be taken for a repository of its name.
/// </summary>
internal sealed class RepositoryNameTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] s_names = ["Repository", "Slug", "RepoSlug", "FullName"];

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? bare = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return bare is IEnumerable list and not string ? list.Cast<object>().Select(NameOf).ToArray() : NameOf(inputData);
    }

    private static object NameOf(object item) => (item is PSObject wrapped ? wrapped.BaseObject : item) switch
    {
        Repository repository => repository.ToString(),
        BitbucketObject other => throw new ArgumentTransformationMetadataException(
            $"-ToRepository takes names and repositories, and this is a {other.GetType().Name}. Pipe in what Get-BbRepository writes."),
        PSCustomObject => Row((PSObject)item),
        _ => item,
    };

    private static string Row(PSObject row)
    {
        string? slug = s_names.Select(name => Text(row, name)).FirstOrDefault(text => text is not null);
        return slug is null
            ? throw new ArgumentTransformationMetadataException("-ToRepository takes names, repositories, and rows with a property "
                + "Repository.")
            : slug.IndexOf('/') < 0 && Text(row, "Workspace") is { } workspace ? $"{workspace}/{slug}"
            : slug;
    }

    private static string? Text(PSObject row, string property) =>
        row.Properties[property]?.Value?.ToString() is { Length: > 0 } text ? text : null;
}
