using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Finds the repositories of projects, which are specified by key or name.</summary>
/// <param name="workspace">The workspace.</param>
/// <param name="projects">Keys or names; wildcards are allowed, and upper and lower case are the same.</param>
internal sealed class ProjectSearch(string workspace, string[] projects)
{
    private readonly Dictionary<string, Project> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The repositories, sorted by slug. A key is left to the server; for a name, and for a key that no repository has, all repositories
    /// are read.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="missing">Called for each project that does not exist.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="BitbucketApiException">The repositories could not be read.</exception>
    public async Task<IReadOnlyList<Repository>> ReadAsync(
        RecordWork record, Action<ErrorDescription> missing, CancellationToken cancellationToken)
    {
        ApiRequest<Page<Repository>> list = RepositoryResource.Of(workspace, record.Client.SiteUri).List;
        if (projects.Length == 1 && CanBeKey(projects[0]))
        {
            List<Repository> found = await ReadAllAsync(
                list.With("q", QueryText.Equal("project.key", projects[0].ToUpperInvariant()))).ConfigureAwait(false);
            // A server that ignored the condition has sent others as well.
            found.RemoveAll(r => !IsKey(projects[0], r.Project));
            if (found.Count > 0)
            {
                return found;
            }
        }

        List<Repository> all = await ReadAllAsync(list).ConfigureAwait(false);
        all.ForEach(r => Add(r.ProjectDetail));
        string[] unknown = [.. projects.Where(IsUnknown)];
        if (unknown.Length > 0)
        {
            // A project can be without repositories, and a repository can come without the name of its project.
            await AddProjectsAsync(record, cancellationToken).ConfigureAwait(false);
            foreach (string project in unknown.Where(IsUnknown))
            {
                missing(Errors.ProjectNotFound(
                    project, workspace, [.. _known.Values.Select(k => k.Key)], [.. _known.Values.Select(k => k.Name)]));
            }
        }

        return all.FindAll(IsMatch);

        Task<List<Repository>> ReadAllAsync(ApiRequest<Page<Repository>> request) => record.Client.ReadAllAsync(
            request, r => r.RepositoryUuid ?? r.FullName, cancellationToken, gate: record.Gate);
    }

    /// <summary>Whether a repository belongs to one of the projects.</summary>
    public bool IsMatch(Repository repository) => repository.ProjectDetail is { } own && projects.Any(p => IsNamed(
        p, own.Name is null && _known.TryGetValue(own.Key ?? "", out Project? known) ? known : own));

    /// <summary>A name is tried where no project has the text as its key.</summary>
    private bool IsNamed(string wanted, Project project) => WildcardPattern.ContainsWildcardCharacters(wanted)
        ? new WildcardPattern(wanted, WildcardOptions.IgnoreCase) is var pattern
            && (pattern.IsMatch(project.Key ?? "") || pattern.IsMatch(project.Name ?? ""))
        : IsKey(wanted, project.Key)
            || (!_known.ContainsKey(wanted) && string.Equals(wanted.Trim(), project.Name, StringComparison.OrdinalIgnoreCase));

    private bool IsUnknown(string wanted) =>
        !WildcardPattern.ContainsWildcardCharacters(wanted) && !_known.Values.Any(known => IsNamed(wanted, known));

    private static bool IsKey(string wanted, string? key) => string.Equals(wanted, key, StringComparison.OrdinalIgnoreCase);

    private static bool CanBeKey(string text) => text.All(c => char.IsLetterOrDigit(c) || c == '_');

    private void Add(Project? project)
    {
        if (project?.Key is { } key && (!_known.TryGetValue(key, out Project? known) || known.Name is null))
        {
            _known[key] = project;
        }
    }

    private async Task AddProjectsAsync(RecordWork record, CancellationToken cancellationToken)
    {
        try
        {
            (await record.Client.ReadAllAsync(
                Api.Endpoints.Repositories.Projects(workspace), p => p.Key, cancellationToken, gate: record.Gate).ConfigureAwait(false))
                .ForEach(Add);
        }
        catch (BitbucketApiException)
        {
            // It needs a scope of its own, which is not worth an error: the projects of the repositories are known.
        }
    }
}
