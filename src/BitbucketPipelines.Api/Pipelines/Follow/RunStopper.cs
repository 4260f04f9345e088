using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Stops a run and looks whether it does stop: the request is accepted (204) even where it has no effect.</summary>
internal static class RunStopper
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private const int MostLooks = 15;
    private const int LooksWhilePaused = 3;

    /// <summary>Asks a run to stop and waits some seconds for its end.</summary>
    public static async Task<StopResult> StopAsync(
        BitbucketClient client, RepositoryId repository, string pipeline, CancellationToken cancellationToken)
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

        try
        {
            for (int look = 1; look <= MostLooks; look++)
            {
                run = await client.SendAsync(Pipelines.Get(repository, pipeline), cancellationToken).ConfigureAwait(false);
                run.SetLocation(repository, client.SiteUri);
                if (run.IsCompleted || (run.Stage == PipelineStates.Paused && look >= LooksWhilePaused))
                {
                    break;
                }

                // What is left of the time may be less than it takes.
                if (client.Deadline.Left <= s_pause)
                {
                    break;
                }

                await client.Clock.DelayAsync(s_pause, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (BitbucketApiException)
        {
            // It was asked to stop; what it does now is not known.
        }

        return new StopResult(run);
    }
}
