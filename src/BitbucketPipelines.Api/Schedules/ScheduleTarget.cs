using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Yaml;

namespace BitbucketPipelines.Api.Schedules;

/// <summary>The result of checking the target of a schedule. Bitbucket itself accepts any branch and any custom pipeline.</summary>
/// <param name="BranchExists">Whether the branch exists; null when the credentials may not read branches.</param>
/// <param name="CustomPipelines">The custom pipelines in bitbucket-pipelines.yml of the branch; null when they are unknown.</param>
internal sealed record ScheduleTarget(bool? BranchExists, IReadOnlyList<string>? CustomPipelines)
{
    /// <summary>The same pipelines, with their variables; null when they are unknown.</summary>
    public IReadOnlyList<CustomDefinition>? Definitions { get; init; }

    /// <summary>The branches or tags that exist in place of one that does not; null when they were not read.</summary>
    public RefNames? Existing { get; init; }

    /// <summary>Checks the branch or tag, and reads its bitbucket-pipelines.yml when a custom pipeline is to run.</summary>
    /// <param name="client">The client.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="branch">The branch or tag.</param>
    /// <param name="custom">Whether a custom pipeline is to run.</param>
    /// <param name="suggest">Whether a name that does not exist is an error, so that existing names are read for it.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <param name="isTag">Whether it is a tag.</param>
    /// <exception cref="BitbucketApiException">The branches cannot be read for another reason than missing permission.</exception>
    public static async Task<ScheduleTarget> CheckAsync(
        BitbucketClient client, RepositoryId repository, string branch, bool custom, bool suggest, CancellationToken cancellationToken,
        bool isTag = false)
    {
        Ref? found;
        try
        {
            // Use a filter, because not every server accepts a branch name with a slash in the path.
            ApiRequest<Page<Ref>> list = isTag ? Repositories.Tags(repository) : Repositories.Branches(repository);
            Page<Ref> page = await client.SendAsync(list.With("q", QueryText.Equal("name", branch)), cancellationToken)
                .ConfigureAwait(false);
            found = page.Values?.Find(r => r.Name == branch);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 403)
        {
            return new ScheduleTarget(null, null);
        }

        if (found is null)
        {
            return new ScheduleTarget(false, null)
            {
                Existing = !suggest ? null
                    : await new Alternatives(client, repository).RefsAsync(branch, isTag, cancellationToken).ConfigureAwait(false),
            };
        }

        if (!custom || found.Target?.Hash is not { } hash)
        {
            return new ScheduleTarget(true, null);
        }

        return With(await CustomAtAsync(client, repository, hash, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads the custom pipelines of a branch that is known to exist.</summary>
    public static async Task<ScheduleTarget> OfKnownAsync(
        BitbucketClient client, RepositoryId repository, string branch, CancellationToken cancellationToken) =>
        // The source resource takes no branch name with a slash, so the hash of the commit is looked up first.
        branch.Contains('/') ? await CheckAsync(client, repository, branch, custom: true, suggest: false, cancellationToken)
            .ConfigureAwait(false) with { BranchExists = true }
        : With(await CustomAtAsync(client, repository, branch, cancellationToken).ConfigureAwait(false));

    /// <summary>The custom pipelines in bitbucket-pipelines.yml at a commit; null when they are unknown.</summary>
    public static async Task<IReadOnlyList<CustomDefinition>?> CustomAtAsync(
        BitbucketClient client, RepositoryId repository, string hash, CancellationToken cancellationToken)
    {
        try
        {
            string text = await Runs.CustomPipelines.ReadAsync(client, repository, hash, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<CustomDefinition> found = Runs.CustomPipelines.Find(text);
            // An empty result may mean that the file could not be interpreted.
            return found.Count == 0 ? null : found;
        }
        catch (BitbucketApiException)
        {
            return null;
        }
    }

    private static ScheduleTarget With(IReadOnlyList<CustomDefinition>? found) =>
        new(true, found is null ? null : [.. found.Select(p => p.Name)]) { Definitions = found };
}
