using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// Reads the workspace and repository from the BITBUCKET_* environment variables. They accept the same values as the parameters.
/// </summary>
internal static class EnvironmentPlace
{
    /// <summary>
    /// Reads BITBUCKET_REPO_SLUG (a slug, <c>workspace/slug</c>, a uuid or a URL) and BITBUCKET_WORKSPACE. What they do not specify comes
    /// from BITBUCKET_REPO_FULL_NAME, which Bitbucket sets in its own builds.
    /// </summary>
    public static (string? Workspace, string? Slug) Read(Func<string, string?> variable, BitbucketSession? session = null)
    {
        string? Text(string name) => variable(name) is { } value && value.Trim().Length > 0 ? value.Trim() : null;
        (string? Workspace, string? Slug) Repository(string name) =>
            Text(name) is not { } text ? default
            : session is null ? RepositoryId.Parse(text)
            : PlaceFinder.ReadRepository(text, name, session);

        (string? owner, string? slug) = Repository("BITBUCKET_REPO_SLUG");
        (string? workspace, string? other) = Text("BITBUCKET_WORKSPACE") is { } given ? RepositoryId.ParseWorkspace(given) : default;
        if (session is not null && Text("BITBUCKET_WORKSPACE") is { } checkedText)
        {
            _ = UnexpandedMacro.Refuse(checkedText, "BITBUCKET_WORKSPACE");
            PlaceFinder.RequireHost(checkedText, "BITBUCKET_WORKSPACE", session, "Specify the slug of the workspace.");
        }

        workspace = owner ?? workspace;
        slug ??= other;
        if (workspace is null || slug is null)
        {
            (string? fullOwner, string? fullSlug) = Repository("BITBUCKET_REPO_FULL_NAME");
            bool fits = fullOwner is not null && (workspace is null || RepositoryId.SameWorkspace(workspace, fullOwner) == true);
            workspace ??= fullOwner;
            slug ??= fits ? fullSlug : null;
        }

        return (workspace, slug);
    }
}
