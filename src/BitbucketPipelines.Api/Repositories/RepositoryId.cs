namespace BitbucketPipelines.Api;

/// <summary>Identifies a repository by workspace and slug, each of which can also be a uuid in braces.</summary>
/// <param name="Workspace">The slug or <c>{uuid}</c> of the workspace; <c>{}</c> when the repository is given by its uuid.</param>
/// <param name="Slug">The slug or <c>{uuid}</c> of the repository.</param>
internal sealed record RepositoryId(string Workspace, string Slug)
{
    /// <summary>Stands for any workspace together with the uuid of a repository (documented under "URI, UUID and structures").</summary>
    public const string AnyWorkspace = "{}";

    /// <summary>The repository of an object that belongs to one, such as a run.</summary>
    public static RepositoryId Of(string? workspace, string? slug) => new(workspace ?? "", slug ?? "");

    /// <summary>
    /// Parses <c>slug</c>, <c>workspace/slug</c>, <c>{uuid}</c>, a web or API address, or a git remote URL. Missing parts are null.
    /// </summary>
    public static (string? Workspace, string? Slug) Parse(string text)
    {
        string[] parts = Parts(text, out _);
        string slug = parts.Length > 1 ? parts[1] : parts.Length == 1 ? parts[0] : "";
        if (slug.EndsWith(".git", StringComparison.OrdinalIgnoreCase))
        {
            slug = slug.Substring(0, slug.Length - 4);
        }

        return (parts.Length > 1 ? Braced(parts[0]) : null, slug.Length == 0 ? null : Braced(slug));
    }

    /// <summary>
    /// Parses a workspace: its slug, its uuid with or without braces, or the address of its page. If the text also names a repository
    /// (<c>workspace/slug</c> or the address of a repository), its slug is returned too.
    /// </summary>
    public static (string? Workspace, string? Slug) ParseWorkspace(string text)
    {
        string[] parts = Parts(text, out bool isAddress);
        return parts.Length == 0 ? (null, null)
            : parts.Length == 1 || (isAddress && parts[1] is "workspace" or "projects") ? (Braced(parts[0]), null)
            : (Braced(parts[0]), Parse(text).Slug);
    }

    /// <summary>The host of an address; null when the text is not an address.</summary>
    public static string? HostOf(string text)
    {
        string value = text.Trim();
        int user = value.IndexOf('@') + 1;
        return WebAddress(value) is { } uri ? uri.Host
            : ScpColon(value) is var colon && colon > user ? value.Substring(user, colon - user)
            : null;
    }

    /// <summary>The path segments: the workspace and what follows it.</summary>
    private static string[] Parts(string text, out bool isAddress)
    {
        string value = text.Trim();
        Uri? uri = WebAddress(value);
        int colon = uri is null ? ScpColon(value) : -1;
        isAddress = uri is not null;
        // Neither a workspace nor a slug can contain the separator of Windows paths.
        value = uri is not null ? Uri.UnescapeDataString(uri.AbsolutePath) : value.Substring(colon + 1).Replace('\\', '/');
        string[] parts = value.Split(['/'], StringSplitOptions.RemoveEmptyEntries);
        // An API address: 2.0/repositories/workspace/slug or 2.0/workspaces/workspace. Repositories can have such names too.
        int api = isAddress ? Array.IndexOf(parts, "2.0") : -1;
        return api is 0 or 1 && parts.Length > api + 1 && parts[api + 1] is "repositories" ? [.. parts.Skip(api + 2)]
            : api is 0 or 1 && parts.Length > api + 1 && parts[api + 1] is "workspaces" ? [.. parts.Skip(api + 2).Take(1)]
            : parts;
    }

    private static Uri? WebAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "http" or "ssh" ? uri : null;

    /// <summary>The index of the colon in <c>git@host:workspace/slug</c>, with or without the user; -1 if there is none.</summary>
    private static int ScpColon(string value)
    {
        int colon = value.IndexOf(':');
        return colon > 0 && value.IndexOf('/') is var slash && (slash < 0 || slash > colon) ? colon : -1;
    }

    /// <summary>Adds braces to a uuid; returns any other text unchanged.</summary>
    public static string Braced(string text) => Guid.TryParse(text, out Guid uuid) ? uuid.ToString("B") : text;

    /// <summary>
    /// Whether two names identify the same workspace. Null when the names do not tell: one is a slug and the other a uuid, or one stands
    /// for any workspace.
    /// </summary>
    public static bool? SameWorkspace(string one, string other)
    {
        bool isOne = Guid.TryParse(one, out Guid first);
        bool isOther = Guid.TryParse(other, out Guid second);
        return one == AnyWorkspace || other == AnyWorkspace || isOne != isOther ? null
            : isOne ? first == second
            : string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether an object belongs to a repository. False when it is not certain.</summary>
    public static bool IsSame(RepositoryId repository, string? workspace, string? slug) =>
        SameWorkspace(repository.Workspace, workspace ?? "") == true
        && string.Equals(repository.Slug, slug, StringComparison.OrdinalIgnoreCase);

    /// <summary><c>workspace/slug</c>.</summary>
    public override string ToString() => $"{Workspace}/{Slug}";
}
