using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines;

/// <summary>
/// Finds out whether a list of runs or schedules is empty because a name of the filter does not exist. Names without wildcards are looked
/// up, when the list is empty only. If that fails, nothing is said.
/// </summary>
/// <param name="client">The client of the list.</param>
/// <param name="repository">The repository.</param>
internal sealed class EmptyList(BitbucketClient client, RepositoryId repository)
{
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromSeconds(4);

    private readonly BitbucketClient _client = client.ObservedBy(null).Until(Deadline.After(client.Clock, s_timeLimit));

    /// <summary>A description of each name that does not exist.</summary>
    /// <param name="branches">The branches; null for all.</param>
    /// <param name="tag">The tag; null for all.</param>
    /// <param name="customs">The custom pipelines; null for all.</param>
    /// <param name="pullRequest">The number of the pull request; 0 for all.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async Task<IReadOnlyList<ErrorDescription>> FindReasonsAsync(
        string[]? branches, string? tag, string[]? customs, int pullRequest, CancellationToken cancellationToken)
    {
        var reasons = new List<ErrorDescription>();
        try
        {
            foreach (string branch in Exact(branches))
            {
                Add(await FindBranchProblemAsync(branch, cancellationToken).ConfigureAwait(false));
            }

            if (tag is not null)
            {
                ScheduleTarget found = await CheckAsync(tag, isTag: true, cancellationToken).ConfigureAwait(false);
                Add(found.BranchExists == false ? Errors.NoRunOfTag(tag, repository, found.Existing) : null);
            }

            if (pullRequest > 0 && await IsMissingAsync(pullRequest, cancellationToken).ConfigureAwait(false) is { } missing)
            {
                Add(Errors.PullRequestNotFound(missing, pullRequest, repository));
            }

            if (reasons.Count == 0)
            {
                reasons.AddRange(
                    await FindCustomProblemsAsync([.. Exact(customs)], branches, tag, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (BitbucketApiException)
        {
            // The list itself could be read, so this is not worth an error.
        }

        return reasons;

        void Add(ErrorDescription? reason)
        {
            if (reason is not null)
            {
                reasons.Add(reason);
            }
        }
    }

    /// <summary>The error for a branch without runs that does not exist; null if it exists, or if that is not known.</summary>
    public async Task<ErrorDescription?> FindBranchProblemAsync(string branch, CancellationToken cancellationToken)
    {
        try
        {
            ScheduleTarget found = await CheckAsync(branch, isTag: false, cancellationToken).ConfigureAwait(false);
            return found.BranchExists == false ? Errors.NoRunOfBranch(branch, repository, found.Existing) : null;
        }
        catch (BitbucketApiException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Exact(string[]? names) =>
        (names ?? []).Where(name => !WildcardPattern.ContainsWildcardCharacters(name)).Distinct(StringComparer.Ordinal);

    private Task<ScheduleTarget> CheckAsync(string name, bool isTag, CancellationToken cancellationToken) =>
        ScheduleTarget.CheckAsync(_client, repository, name, custom: false, suggest: true, cancellationToken, isTag);

    private async Task<BitbucketApiException?> IsMissingAsync(int pullRequest, CancellationToken cancellationToken)
    {
        try
        {
            await _client.SendAsync(Repositories.PullRequest(repository, pullRequest), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            return e;
        }
    }

    /// <summary>The errors for custom pipelines that the file does not define, on the branch or tag of the filter or on main.</summary>
    private async Task<IReadOnlyList<ErrorDescription>> FindCustomProblemsAsync(
        string[] customs, string[]? branches, string? tag, CancellationToken cancellationToken)
    {
        if (customs.Length == 0)
        {
            return [];
        }

        ApiRequest<Page<Ref>> refs = tag is null ? Repositories.Branches(repository) : Repositories.Tags(repository);
        string? name = tag ?? (branches is { Length: 1 } && Exact(branches).FirstOrDefault() is { } branch ? branch
            : await CustomPipelines.MainBranchAsync(_client, repository, cancellationToken).ConfigureAwait(false));
        if (name is null)
        {
            return [];
        }

        IReadOnlyList<string> defined = CustomPipelines.Names(
            await CustomPipelines.ReadAsync(_client, repository, refs, name, cancellationToken).ConfigureAwait(false));
        // An empty result may mean that the file could not be interpreted.
        return defined.Count == 0 ? []
            : [.. customs.Where(custom => !defined.Contains(custom)).Select(custom => Errors.NoRunOfCustomPipeline(
                custom, $"{(tag is null ? "branch" : "tag")} '{name}'", repository, defined))];
    }
}
