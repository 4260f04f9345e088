using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets repositories of a workspace.</summary>
/// <remarks>The objects can be piped to every cmdlet that works in a repository.</remarks>
/// <example>
/// <code>Get-BbRepository</code>
/// <para>Gets all repositories of the session's workspace that the credentials may see.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Get-BbPipeline -Status FAILED -First 1</code>
/// <para>Gets the newest failed run of each repository whose name begins with web-.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbRepository", SupportsPaging = true)]
[OutputType(typeof(Repository))]
public sealed class GetRepositoryCommand : WorkspaceCmdlet
{
    /// <summary>
    /// The repository: <c>slug</c>, <c>workspace/slug</c>, <c>{uuid}</c> or the address of its web page. With wildcards, which go for
    /// the slug and the name, all that match. By default all.
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
        RepositoryId place = FindRepository(WordsOf(name));
        if (!WildcardPattern.ContainsWildcardCharacters(name))
        {
            Write(Await(token => Client.SendAsync(Repositories.Get(place), token)));
            return;
        }

        var pattern = new WildcardPattern(place.Slug, WildcardOptions.IgnoreCase);
        bool all = place.Slug == "*";
        ulong skip = PagingParameters.Skip;
        ulong left = PagingParameters.First;
        using PageReader<Repository> reader = Pages(
            Repositories.List(place.Workspace).With("sort", "slug"), r => r.RepositoryUuid ?? r.FullName,
            all && left <= 100 && skip <= 100 ? (int)Math.Min(100, Math.Max(1, left + skip)) : 100, readAhead: left > 100);
        while ((left > 0 || PagingParameters.IncludeTotalCount) && Next(reader) is var page)
        {
            WriteTotalCount(PagingParameters, reader, all);
            if (page is null)
            {
                return;
            }

            foreach (Repository repository in page)
            {
                if (!pattern.IsMatch(repository.Slug ?? "") && !pattern.IsMatch(repository.Name ?? ""))
                {
                    continue;
                }

                if (skip > 0)
                {
                    skip--;
                }
                else if (left > 0)
                {
                    left--;
                    Write(repository);
                }
            }
        }
    }

    private void Write(Repository repository)
    {
        repository.Url = WebLinks.Repository(Client.SiteUri, new RepositoryId(repository.Workspace, repository.Slug ?? ""));
        WriteObject(repository);
    }
}
