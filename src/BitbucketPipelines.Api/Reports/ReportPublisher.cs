using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Reports;

/// <summary>Publishes a report.</summary>
internal static class ReportPublisher
{
    /// <summary>The most annotations that Bitbucket takes in a request.</summary>
    private const int MostInRequest = 100;

    /// <summary>The number of requests for a report.</summary>
    public static int Requests(ReportPlan plan) => 2 + ((plan.Annotations.Length + MostInRequest - 1) / MostInRequest);

    /// <summary>
    /// Replaces a report. What is left of an earlier one is removed first, with its annotations: a report that is written again keeps
    /// those that are no longer found.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="other">The client that is used if the first one cannot connect; null if there is no other.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="commit">The hash of the commit.</param>
    /// <param name="plan">The report.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="BitbucketApiException">A request failed, and there is no report.</exception>
    /// <exception cref="ReportIncompleteException">A request failed when a part of the annotations was there.</exception>
    public static async Task<PublishedReport> PublishAsync(
        BitbucketClient client, BitbucketClient? other, RepositoryId repository, string commit, ReportPlan plan,
        CancellationToken cancellationToken)
    {
        if (other is null)
        {
            await RemoveAsync(client, repository, commit, plan.Id, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            client = await RemoveThroughAsync(client, other, repository, commit, plan.Id, cancellationToken).ConfigureAwait(false);
        }

        await client.SendAsync(CodeReports.Put(repository, commit, plan.Id, plan.Body), cancellationToken).ConfigureAwait(false);
        for (int sent = 0; sent < plan.Annotations.Length; sent += MostInRequest)
        {
            ReportAnnotation[] some = [.. plan.Annotations.Skip(sent).Take(MostInRequest)];
            try
            {
                // The answer is a list, and not an object as all others are.
                await client.ReadJsonAsync(CodeReports.Annotate(repository, commit, plan.Id, some), cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (BitbucketApiException e)
            {
                throw new ReportIncompleteException(e, sent, plan.Annotations.Length);
            }
        }

        return new PublishedReport(client.SiteUri, repository, commit, plan);
    }

    /// <summary>Removes a report through the first client that can connect, and returns that client.</summary>
    private static async Task<BitbucketClient> RemoveThroughAsync(
        BitbucketClient client, BitbucketClient other, RepositoryId repository, string commit, string id,
        CancellationToken cancellationToken)
    {
        foreach (BitbucketClient next in new[] { client, other })
        {
            try
            {
                // A proxy that is not there will not be there a second later either.
                await RemoveAsync(next.WithoutRetries(), repository, commit, id, cancellationToken).ConfigureAwait(false);
                return next;
            }
            catch (BitbucketApiException e) when (e.NeverLeft && next != other)
            {
                // The other one.
            }
            catch (BitbucketApiException e) when (e.IsTransient && !e.NeverLeft)
            {
                await RemoveAsync(next, repository, commit, id, cancellationToken).ConfigureAwait(false);
                return next;
            }
        }

        return other;
    }

    /// <summary>Removes a report, if there is one. Where there is no such commit, the next request says so.</summary>
    private static async Task RemoveAsync(
        BitbucketClient client, RepositoryId repository, string commit, string id, CancellationToken cancellationToken)
    {
        try
        {
            await client.SendAsync(CodeReports.Delete(repository, commit, id), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            // There is none.
        }
    }
}
