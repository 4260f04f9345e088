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
        if (!WildcardPattern.ContainsWildcardCharacters(name))
        {
            Start(
                (client, token) => client.SendAsync(Api.Endpoints.Repositories.Get(place), token),
                repository =>
                {
                    RepositoryResource.SetLocation(repository, Client.SiteUri);
                    WriteObject(repository);
                },
                name);
            return;
        }

        var pattern = new WildcardPattern(place.Slug, WildcardOptions.IgnoreCase);
        WriteList(
            RepositoryResource.Of(place.Workspace, Client.SiteUri),
            new ListQuery<Repository>
            {
                Filter = place.Slug == "*" ? null : r => pattern.IsMatch(r.Slug ?? "") || pattern.IsMatch(r.Name ?? ""),
            },
            name);
    }
}
