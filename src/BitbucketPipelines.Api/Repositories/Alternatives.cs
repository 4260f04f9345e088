using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Api;

/// <summary>
/// Reads what exists in place of a branch, tag, pipeline or run that does not exist, for the error about it. A few requests with a short
/// time limit; if they fail, null is returned, so that the error itself is never lost.
/// </summary>
/// <param name="client">The client of the failed request.</param>
/// <param name="repository">The repository.</param>
internal sealed class Alternatives(BitbucketClient client, RepositoryId repository)
{
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromSeconds(4);

    /// <summary>The time limit for the repositories: any request can meet one that does not exist, also at the end of its time.</summary>
    private static readonly TimeSpan s_repositoriesTimeLimit = TimeSpan.FromSeconds(1.5);

    // Retries are not reported: nobody waits for the result.
    private readonly BitbucketClient _client = client.ObservedBy(null).Until(Deadline.After(client.Clock, s_timeLimit));

    /// <summary>The branches or the tags; see <see cref="BranchesAsync"/> and <see cref="TagsAsync"/>.</summary>
    public Task<RefNames?> RefsAsync(string name, bool tags, CancellationToken cancellationToken) =>
        tags ? TagsAsync(name, cancellationToken) : BranchesAsync(name, cancellationToken);

    /// <summary>The branches, or those similar to the name if there are many, and the main branch.</summary>
    public async Task<RefNames?> BranchesAsync(string name, CancellationToken cancellationToken)
    {
        if (IsFullReference(name))
        {
            return null;
        }

        Task<string?> main = TryAsync(async () => (await _client
            .SendAsync(Repositories.Get(repository), cancellationToken).ConfigureAwait(false)).MainBranch);
        RefNames? branches = await FindRefsAsync(Repositories.Branches(repository), name, cancellationToken).ConfigureAwait(false);
        string? mainBranch = await main.ConfigureAwait(false);
        return branches is null && mainBranch is null ? null
            : (branches ?? new RefNames([], 0)) with { MainBranch = mainBranch };
    }

    /// <summary>The tags, or those similar to the name if there are many.</summary>
    public Task<RefNames?> TagsAsync(string name, CancellationToken cancellationToken) =>
        IsFullReference(name) ? Task.FromResult<RefNames?>(null)
            : FindRefsAsync(Repositories.Tags(repository), name, cancellationToken);

    /// <summary>The slugs of the workspace, or those similar to that of the repository if there are many.</summary>
    public Task<RefNames?> RepositoriesAsync(CancellationToken cancellationToken)
    {
        BitbucketClient limited = _client.Until(Deadline.After(_client.Clock, s_repositoriesTimeLimit));
        return FindAsync(
            limited, Repositories.List(repository.Workspace).With("sort", "slug"), r => r.Slug, repository.Slug, cancellationToken);
    }

    /// <summary>The custom pipelines that bitbucket-pipelines.yml defines at the target of a run; null when there are none.</summary>
    public Task<IReadOnlyList<string>?> CustomPipelinesAsync(PipelineTarget target, CancellationToken cancellationToken) =>
        TryAsync(async () =>
        {
            ApiRequest<Page<Ref>> refs = target.IsTag ? Repositories.Tags(repository) : Repositories.Branches(repository);
            string? revision = target.Commit?.Hash
                ?? ((target.Source ?? target.RefName) is { } name ? await HashAsync(refs, name, cancellationToken).ConfigureAwait(false)
                : null);
            IReadOnlyList<string> names = revision is null ? []
                : await CustomPipelines.NamesAtAsync(_client, repository, revision, cancellationToken).ConfigureAwait(false);
            return names.Count == 0 ? null : names;
        });

    /// <summary>The build number of the latest run; 0 when there is no run, null when it is unknown.</summary>
    public async Task<long?> LatestRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LatestRun.NumberAsync(_client, repository, cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException)
        {
            return null;
        }
    }

    /// <summary>
    /// The names of one page. If that is not all of them, also those that begin like the name, and those that contain its last word or, if
    /// it is one word, end like it: one of both is still found when the other part is wrong.
    /// </summary>
    private static async Task<RefNames?> FindAsync<T>(
        BitbucketClient client, ApiRequest<Page<T>> list, Func<T, string?> nameOf, string name, CancellationToken cancellationToken)
    {
        Page<T>? page = await ReadAsync(list).ConfigureAwait(false);
        if (page is null)
        {
            return null;
        }

        string[] names = Names(page);
        long total = Math.Max(page.Size ?? 0, names.Length);
        int cut = Math.Min(3, (name.Length / 5) + 1);
        if ((page.Next is null && total == names.Length) || name.Length - cut < 2)
        {
            return new RefNames(names, total);
        }

        string[] parts = [name.Substring(0, name.Length - cut), LastWord(name) ?? name.Substring(cut)];
        Page<T>?[] similar = await Task.WhenAll(
            parts.Select(part => ReadAsync(list.With("q", QueryText.Contains("name", part))))).ConfigureAwait(false);
        return new RefNames([.. similar.SelectMany(p => p is null ? [] : Names(p)).Concat(names).Distinct(StringComparer.Ordinal)], total);

        Task<Page<T>?> ReadAsync(ApiRequest<Page<T>> request) => TryAsync<Page<T>>(async () =>
            await client.SendAsync(request.With("pagelen", "100"), cancellationToken).ConfigureAwait(false));

        string[] Names(Page<T> read) => [.. (read.Values ?? []).Select(nameOf).OfType<string>()];
    }

    private Task<RefNames?> FindRefsAsync(ApiRequest<Page<Ref>> list, string name, CancellationToken cancellationToken) =>
        FindAsync(_client, list, r => r.Name, name, cancellationToken);

    private async Task<string?> HashAsync(ApiRequest<Page<Ref>> list, string name, CancellationToken cancellationToken)
    {
        Page<Ref> page = await _client.SendAsync(list.With("q", QueryText.Equal("name", name)), cancellationToken).ConfigureAwait(false);
        return page.Values?.Find(r => r.Name == name)?.Target?.Hash;
    }

    /// <summary>Whether it is clear what is wrong: the name was specified with its prefix.</summary>
    private static bool IsFullReference(string name) => name.StartsWith("refs/", StringComparison.Ordinal);

    /// <summary>The last of several words of a name; null if it is too short to tell anything.</summary>
    private static string? LastWord(string name)
    {
        int start = name.Length;
        while (start > 0 && char.IsLetterOrDigit(name[start - 1]))
        {
            start--;
        }

        return start > 0 && name.Length - start >= 3 ? name.Substring(start) : null;
    }

    private static async Task<T?> TryAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (BitbucketApiException)
        {
            return null;
        }
    }
}
