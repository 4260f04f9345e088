namespace BitbucketPipelines.Api;

/// <summary>Which repository: workspace and slug, each of which can also be a uuid in braces.</summary>
/// <param name="Workspace">The slug or <c>{uuid}</c> of the workspace. <c>{}</c> will do when the repository is given by its uuid.</param>
/// <param name="Slug">The slug or <c>{uuid}</c> of the repository.</param>
public sealed record RepositoryId(string Workspace, string Slug)
{
    /// <summary>The workspace that stands for any, beside the uuid of a repository (documented under "URI, UUID and structures").</summary>
    public const string AnyWorkspace = "{}";

    /// <summary>
    /// Reads <c>slug</c>, <c>workspace/slug</c>, <c>{uuid}</c>, a web or API address, or the address of a git remote.
    /// A part that is not given stays null.
    /// </summary>
    public static (string? Workspace, string? Slug) Parse(string text)
    {
        Throw.IfNull(text);
        string value = text.Trim();
        if (value.StartsWith("git@", StringComparison.OrdinalIgnoreCase) && value.IndexOf(':') is > 0 and int colon)
        {
            value = value.Substring(colon + 1);
        }
        else if (Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "http" or "ssh")
        {
            value = Uri.UnescapeDataString(uri!.AbsolutePath).Trim('/');
            int api = value.IndexOf("repositories/", StringComparison.Ordinal);
            if (api >= 0)
            {
                value = value.Substring(api + "repositories/".Length);
            }
        }

        string[] parts = value.Split(['/'], StringSplitOptions.RemoveEmptyEntries);
        string slug = parts.Length > 1 ? parts[1] : parts.Length == 1 ? parts[0] : "";
        if (slug.EndsWith(".git", StringComparison.OrdinalIgnoreCase))
        {
            slug = slug.Substring(0, slug.Length - 4);
        }

        return (parts.Length > 1 ? Braced(parts[0]) : null, slug.Length == 0 ? null : Braced(slug));
    }

    /// <summary>A uuid gets its braces; anything else stays as it is.</summary>
    public static string Braced(string text) => Guid.TryParse(text, out Guid uuid) ? uuid.ToString("B") : text;

    /// <summary>workspace/slug.</summary>
    public override string ToString() => $"{Workspace}/{Slug}";
}
