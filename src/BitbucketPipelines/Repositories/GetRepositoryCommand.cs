using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets repositories of a workspace.</summary>
/// <remarks>The objects can be piped to every cmdlet that works on a repository.</remarks>
/// <example>
/// <code>Get-BbRepository</code>
/// <para>Gets all repositories of the session's workspace that the credentials can access.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Get-BbPipeline -Status FAILED -First 1</code>
/// <para>Gets the latest failed run of each repository whose name starts with web-.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository -Project WEB | Get-BbVariable LOG_LEVEL</code>
/// <para>Shows a variable in all repositories of a project.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbRepository", SupportsPaging = true)]
[OutputType(typeof(Repository))]
public sealed class GetRepositoryCommand : WorkspaceCmdlet
{
    /// <summary>
    /// The repository: <c>slug</c>, <c>workspace/slug</c>, <c>{uuid}</c> or the URL of its web page. Wildcards match the slug or the name.
    /// The default is all repositories.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RepoSlug", "Slug", "Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string[] Repository { get; set; } = ["*"];

    /// <summary>
    /// Gets repositories of these projects: keys (<c>WEB</c>) or names, in upper or lower case. Wildcards are allowed.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string[]? Project { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string name in Repository)
        {
            Guard(() => Find(name), name);
        }
    }

    private void Find(string name)
    {
        RepositoryId place = ResolveRepository(GetPlaceParameters(name));
        ProjectSearch? projects = Project is null ? null : new ProjectSearch(place.Workspace, Project);
        if (!WildcardPattern.ContainsWildcardCharacters(name))
        {
            Start(
                async (record, token) =>
                {
                    Repository found = await ErrorMap.RunAsync(
                        t => record.Gate.RunAsync(() => record.Client.SendAsync(Api.Endpoints.Repositories.Get(place), t), t),
                        e => Errors.MaybeWorkspace(e, record.Session, name, "Get-BbRepository"), token).ConfigureAwait(false);
                    if (projects is not null && !await projects.IsMatchAsync(record, found, token).ConfigureAwait(false))
                    {
                        return null;
                    }

                    RepositoryResource.SetLocation(found, record.Client.SiteUri);
                    return () => WriteObject(found);
                },
                name);
            return;
        }

        WildcardPattern pattern = Wildcard.Parse(place.Slug);
        Func<Repository, bool>? filter = place.Slug == "*" ? null : r => pattern.IsMatch(r.Slug ?? "") || pattern.IsMatch(r.Name ?? "");
        if (projects is null)
        {
            WriteList(
                RepositoryResource.Of(place.Workspace, Client.SiteUri), new ListQuery<Repository> { Filter = filter }, name);
            return;
        }

        Start(
            async (record, token) =>
            {
                IReadOnlyList<Repository> found = await projects.ReadAsync(record, e => Post(() => WriteError(e)), token)
                    .ConfigureAwait(false);
                return () => WriteFound([.. found.Where(filter ?? (_ => true))]);
            },
            name);
    }

    private void WriteFound(IReadOnlyList<Repository> repositories)
    {
        foreach (Repository repository in repositories)
        {
            RepositoryResource.SetLocation(repository, Client.SiteUri);
        }

        WriteItems(repositories);
    }
}
