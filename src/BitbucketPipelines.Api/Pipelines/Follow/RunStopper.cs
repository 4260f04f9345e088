using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Stops a run and checks that it stops, because Bitbucket accepts the request (204) even if it has no effect.</summary>
internal static class RunStopper
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private const int MaxPolls = 15;
    private const int PollsWhilePaused = 3;

    /// <summary>Requests that a run stops, and waits some seconds for its end.</summary>
    /// <param name="client">The client.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="pipeline">The run.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="until">How long to wait for the end at most; null as long as the client permits.</param>
    public static async Task<StopResult> StopAsync(
        BitbucketClient client, RepositoryId repository, string pipeline, CancellationToken cancellationToken, Deadline? until = null)
    {
        Pipeline? run = null;
        try
        {
            await client.SendAsync(Pipelines.Stop(repository, pipeline), cancellationToken).ConfigureAwait(false);
        }
        catch (BitbucketApiException e)
        {
            return new StopResult(null, e);
        }

        client = until is null ? client : client.Until(until);
        try
        {
            for (int poll = 1; poll <= MaxPolls; poll++)
            {
                run = await client.SendAsync(Pipelines.Get(repository, pipeline), cancellationToken).ConfigureAwait(false);
                run.SetLocation(repository, client.SiteUri);
                if (run.IsCompleted || (run.Stage == PipelineStates.Paused && poll >= PollsWhilePaused))
                {
                    break;
                }

                // The remaining time may be too short for another pause.
                if (client.Deadline.Left <= s_pause)
                {
                    break;
                }

                await client.Clock.DelayAsync(s_pause, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (BitbucketApiException)
        {
            // The request to stop was accepted; only the current state is unknown.
        }

        return new StopResult(run);
    }
}
