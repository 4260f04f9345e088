using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Reads the latest run of a repository.</summary>
internal static class LatestRun
{
    /// <summary>The newest run that matches a filter; null when there is none.</summary>
    /// <exception cref="BitbucketApiException">The list of runs could not be read.</exception>
    public static async Task<Pipeline?> FindAsync(
        BitbucketClient client, RepositoryId repository, PipelineFilter filter, CancellationToken cancellationToken)
    {
        using var reader = new PageReader<Pipeline>(
            client, filter.Apply(Pipelines.List(repository)), run => run.Uuid, cancellationToken, filter.IsServerSide ? 1 : 100,
            readAhead: false);
        while (await reader.ReadAsync().ConfigureAwait(false) is { } page)
        {
            if (page.FirstOrDefault(filter.Matches) is { } run)
            {
                run.SetLocation(repository, client.SiteUri);
                return run;
            }
        }

        return null;
    }

    /// <summary>
    /// The build number of the latest run, or 0 when there is no run. It can differ from the number of runs, because raising the next build
    /// number leaves a gap.
    /// </summary>
    /// <exception cref="BitbucketApiException">The list of runs could not be read.</exception>
    public static async Task<long> NumberAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        Page<Pipeline> page = await client.SendAsync(Pipelines.List(repository).With("pagelen", "1"), cancellationToken)
            .ConfigureAwait(false);
        return page.Values is { Count: > 0 } runs ? runs[0].BuildNumber : 0;
    }

    /// <summary>The build number of the latest run, or 0 when there is no run; null when the credentials may not read runs.</summary>
    /// <exception cref="BitbucketApiException">The list of runs could not be read for another reason.</exception>
    public static async Task<long?> TryNumberAsync(BitbucketClient client, RepositoryId repository, CancellationToken cancellationToken)
    {
        try
        {
            return await NumberAsync(client, repository, cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 403)
        {
            return null;
        }
    }
}
