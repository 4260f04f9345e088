using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// Finds out which repository is meant: parameter, piped object, session, BITBUCKET_* variables, git remote of the current folder,
/// in this order. A repository that belongs to another workspace than the one asked for is never taken.
/// </summary>
internal static class RepositoryContext
{
    /// <summary>The repository, or null when nothing tells.</summary>
    public static RepositoryId? Resolve(
        string? workspace, string? repository, RepositoryId? given, BitbucketSession session, Func<string, string?> variable, string? folder)
    {
        (string? Workspace, string? Slug) parameter = repository is null ? default : RepositoryId.Parse(repository);
        workspace = parameter.Workspace ?? (workspace is null ? null : RepositoryId.Braced(workspace));
        if (parameter.Slug is { } slug)
        {
            workspace ??= given?.Workspace ?? Workspace(session, variable, folder);
            // The uuid of a repository is enough by itself.
            return workspace is not null ? new RepositoryId(workspace, slug)
                : slug[0] == '{' ? new RepositoryId(RepositoryId.AnyWorkspace, slug)
                : null;
        }

        return Candidates(given, session, variable, folder).FirstOrDefault(c => workspace is null || Same(c.Workspace, workspace));
    }

    /// <summary>The workspace, or null when nothing tells.</summary>
    public static string? Workspace(BitbucketSession session, Func<string, string?> variable, string? folder) =>
        session.Workspace ?? NotEmpty(variable("BITBUCKET_WORKSPACE")) ?? GitRemote.Find(folder, session.SiteUri.Host)?.Workspace;

    private static IEnumerable<RepositoryId> Candidates(
        RepositoryId? given, BitbucketSession session, Func<string, string?> variable, string? folder)
    {
        if (given is not null)
        {
            yield return given;
        }

        if (session.Repository is { } mine && Workspace(session, variable, folder) is { } owner)
        {
            yield return new RepositoryId(owner, mine);
        }

        if (NotEmpty(variable("BITBUCKET_REPO_SLUG")) is { } slug && NotEmpty(variable("BITBUCKET_WORKSPACE")) is { } name
            && (session.Workspace is null || Same(session.Workspace, name)))
        {
            yield return new RepositoryId(name, slug);
        }

        if (GitRemote.Find(folder, session.SiteUri.Host) is { } remote && (session.Workspace is null || Same(session.Workspace, remote.Workspace)))
        {
            yield return remote;
        }
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
