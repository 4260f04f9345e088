using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Reports;

/// <summary>Publishes a report.</summary>
internal static class ReportPublisher
{
    /// <summary>The most annotations that Bitbucket takes in a request.</summary>
    private const int MostInRequest = 100;

    /// <summary>The number of requests for a report.</summary>
    public static int Requests(ReportPlan plan) => 3 + ((plan.Annotations.Length + MostInRequest - 1) / MostInRequest);

    /// <summary>
    /// Replaces a report. A report that is written again keeps annotations that are no longer found, so an earlier one is removed. Before
    /// that the new one is written over it: where that fails, the earlier one is as it was.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="other">The client that is used if the first one cannot connect; null if there is no other.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="commit">The hash of the commit.</param>
    /// <param name="plan">The report.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="BitbucketApiException">The first request failed, and nothing was changed.</exception>
    /// <exception cref="ReportIncompleteException">A later request failed.</exception>
    public static async Task<PublishedReport> PublishAsync(
        BitbucketClient client, BitbucketClient? other, RepositoryId repository, string commit, ReportPlan plan,
        CancellationToken cancellationToken)
    {
        ApiRequest put = CodeReports.Put(repository, commit, plan.Id, plan.Body);
        client = await SendThroughAsync(client, other, put, cancellationToken).ConfigureAwait(false);
        await StepAsync("may have annotations of an earlier one", RemoveAsync(client, repository, commit, plan.Id, cancellationToken))
            .ConfigureAwait(false);
        await StepAsync("was removed, and could not be written again", client.SendAsync(put, cancellationToken)).ConfigureAwait(false);
        for (int sent = 0; sent < plan.Annotations.Length; sent += MostInRequest)
        {
            ReportAnnotation[] some = [.. plan.Annotations.Skip(sent).Take(MostInRequest)];
            // The answer is a list, and not an object as all others are.
            await StepAsync(
                FormattableString.Invariant($"has only {sent:N0} of {Counted.Of(plan.Annotations.Length, "annotation")}"),
                client.ReadJsonAsync(CodeReports.Annotate(repository, commit, plan.Id, some), cancellationToken)).ConfigureAwait(false);
        }

        return new PublishedReport(client.SiteUri, repository, commit, plan);
    }

    /// <summary>Waits for a request after the first one.</summary>
    private static async Task StepAsync(string stateOnFailure, Task request)
    {
        try
        {
            await request.ConfigureAwait(false);
        }
        catch (BitbucketApiException e)
        {
            throw new ReportIncompleteException(e, stateOnFailure);
        }
    }

    /// <summary>Sends a request through the first client that can connect, and returns that client.</summary>
    private static async Task<BitbucketClient> SendThroughAsync(
        BitbucketClient client, BitbucketClient? other, ApiRequest request, CancellationToken cancellationToken)
    {
        if (other is null)
        {
            await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return client;
        }

        foreach (BitbucketClient next in new[] { client, other })
        {
            try
            {
                // A proxy that is not there will not be there a second later either.
                await next.WithoutRetries().SendAsync(request, cancellationToken).ConfigureAwait(false);
                return next;
            }
            catch (BitbucketApiException e) when (e.NeverLeft && next != other)
            {
                // The other one.
            }
            catch (BitbucketApiException e) when (e.IsTransient && !e.NeverLeft)
            {
                await next.SendAsync(request, cancellationToken).ConfigureAwait(false);
                return next;
            }
        }

        return other;
    }

    /// <summary>Removes a report, if there is one.</summary>
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
