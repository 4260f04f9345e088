using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Schedules;

/// <summary>What a look at the target of a schedule showed. The server takes any branch and any name.</summary>
/// <param name="BranchExists">Whether the branch is there; null when the credentials may not look.</param>
/// <param name="CustomPipelines">What its bitbucket-pipelines.yml defines under custom; null when that cannot be told.</param>
internal sealed record ScheduleTarget(bool? BranchExists, IReadOnlyList<string>? CustomPipelines)
{
    /// <summary>Looks at the branch, and at its file when a custom pipeline is meant.</summary>
    /// <exception cref="BitbucketApiException">Something else than the branch is wrong.</exception>
    public static async Task<ScheduleTarget> LookAsync(
        BitbucketClient client, RepositoryId repository, string branch, bool custom, CancellationToken cancellationToken)
    {
        Ref? found;
        try
        {
            // Asked for with a filter: a name with a slash is no part of an address everywhere.
            string quoted = branch.Replace("\\", "\\\\").Replace("\"", "\\\"");
            Page<Ref> page = await client.SendAsync(Repositories.Branches(repository).With("q", $"name = \"{quoted}\""), cancellationToken)
                .ConfigureAwait(false);
            found = page.Values?.Find(r => r.Name == branch);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 403)
        {
            return new ScheduleTarget(null, null);
        }

        if (found is null)
        {
            return new ScheduleTarget(false, null);
        }

        if (!custom || found.Target?.Hash is not { } hash)
        {
            return new ScheduleTarget(true, null);
        }

        try
        {
            IReadOnlyList<string> names = await Runs.CustomPipelines.NamesAtAsync(client, repository, hash, cancellationToken)
                .ConfigureAwait(false);
            // None may mean that they are written in a way that is not understood here.
            return new ScheduleTarget(true, names.Count == 0 ? null : names);
        }
        catch (BitbucketApiException)
        {
            return new ScheduleTarget(true, null);
        }
    }
}
