using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>The manual steps that a run waits for, and starting one of them.</summary>
internal static class ManualSteps
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>How often the steps are read until one that was started is no longer shown as waiting.</summary>
    private const int MaxPolls = 15;

    /// <summary>
    /// The steps that wait for a person. There can be several, because manual steps can be parallel. A step that waits for another
    /// deployment is none of them.
    /// </summary>
    public static IReadOnlyList<PipelineStep> Waiting(Pipeline run, IReadOnlyList<PipelineStep> steps)
    {
        if (run.IsCompleted || run.Stage == PipelineStates.Halted)
        {
            return [];
        }

        PipelineStep[] manual = [.. steps.Where(s => !s.IsCompleted && s.TriggerDetail?.Type == PipelineStates.ManualTrigger)];
        PipelineStep[] paused = [.. manual.Where(s => s.Stage == PipelineStates.Paused)];
        // Where the steps do not say it, the run does, and the next manual step is the one.
        return paused.Length > 0 || run.Stage != PipelineStates.Paused || RunState.Assess(run, steps) != RunExit.Paused
            ? paused : [.. manual.Take(1)];
    }

    /// <summary>
    /// Starts a step, and waits some seconds until the steps of the run show it. Returns the run as it was read last; null when it could
    /// not be read. The request is never sent twice.
    /// </summary>
    /// <exception cref="BitbucketApiException">The step could not be started, or the answer was lost.</exception>
    public static async Task<Pipeline?> StartAsync(
        BitbucketClient client, RepositoryId repository, Pipeline run, PipelineStep step, CancellationToken cancellationToken)
    {
        await client.SendAsync(Endpoints.Pipelines.StartStep(repository, run.Uuid ?? "", step.Uuid ?? ""), cancellationToken)
            .ConfigureAwait(false);
        try
        {
            for (int poll = 1; ; poll++)
            {
                PipelineStep now = await client.SendAsync(
                    Endpoints.Pipelines.Step(repository, run.Uuid ?? "", step.Uuid ?? ""), cancellationToken).ConfigureAwait(false);
                if (now.Stage != PipelineStates.Paused || poll >= MaxPolls || client.Deadline.Left <= s_pause)
                {
                    break;
                }

                await client.Clock.DelayAsync(s_pause, cancellationToken).ConfigureAwait(false);
            }

            Pipeline started = await client.SendAsync(Endpoints.Pipelines.Get(repository, run.Uuid ?? ""), cancellationToken)
                .ConfigureAwait(false);
            started.SetLocation(repository, client.SiteUri);
            started.RequestedSelector = run.RequestedSelector;
            return started;
        }
        catch (BitbucketApiException)
        {
            // The step was started; only the current state is unknown.
            return null;
        }
    }
}
