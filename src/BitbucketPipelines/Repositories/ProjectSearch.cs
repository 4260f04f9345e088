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
        if (projects.Length == 1 && CanBeKey(projects[0]))
        {
            List<Repository> found = await ReadKeyAsync(record, projects[0], cancellationToken).ConfigureAwait(false);
            if (found.Count > 0)
            {
                return found;
            }
        }

        List<Repository> all = await ReadAllAsync(record, List(record), cancellationToken).ConfigureAwait(false);
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
    }

    /// <summary>
    /// Whether a repository that was read by itself belongs to one of the projects. Where its name decides, it is asked whether another
    /// project has the text as its key.
    /// </summary>
    public async Task<bool> IsMatchAsync(RecordWork record, Repository repository, CancellationToken cancellationToken)
    {
        if (repository.ProjectDetail is not { } own)
        {
            return false;
        }

        if (own.Name is null && !projects.Any(p => IsKey(p, own.Key)))
        {
            await AddProjectsAsync(record, cancellationToken).ConfigureAwait(false);
        }

        foreach (string project in projects.Where(p => IsNamed(p, Complete(own))))
        {
            if (IsKey(project, own.Key) || !CanBeKey(project)
                || (await ReadKeyAsync(record, project, cancellationToken).ConfigureAwait(false)).Count == 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsMatch(Repository repository) => repository.ProjectDetail is { } own && projects.Any(p => IsNamed(p, Complete(own)));

    private Project Complete(Project own) =>
        own.Name is null && _known.TryGetValue(own.Key ?? "", out Project? known) ? known : own;

    /// <summary>A name is tried where no project has the text as its key.</summary>
    private bool IsNamed(string wanted, Project project) => WildcardPattern.ContainsWildcardCharacters(wanted)
        ? Wildcard.Parse(wanted) is var pattern
            && (pattern.IsMatch(project.Key ?? "") || pattern.IsMatch(project.Name ?? ""))
        : IsKey(wanted, project.Key)
            || (!_known.ContainsKey(wanted) && string.Equals(wanted.Trim(), project.Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The repositories of the project with a key.</summary>
    private async Task<List<Repository>> ReadKeyAsync(RecordWork record, string key, CancellationToken cancellationToken)
    {
        List<Repository> found = await ReadAllAsync(
            record, List(record).With("q", QueryText.Equal("project.key", key.ToUpperInvariant())), cancellationToken)
            .ConfigureAwait(false);
        // A server that ignored the condition has sent others as well.
        found.RemoveAll(r => !IsKey(key, r.Project));
        return found;
    }

    private ApiRequest<Page<Repository>> List(RecordWork record) => RepositoryResource.Of(workspace, record.Client.SiteUri).List;

    private static Task<List<Repository>> ReadAllAsync(
        RecordWork record, ApiRequest<Page<Repository>> list, CancellationToken cancellationToken) =>
        record.Client.ReadAllAsync(list, r => r.RepositoryUuid ?? r.FullName, cancellationToken, gate: record.Gate);

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
