using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>The manual steps that a run waits for, and starting one of them.</summary>
internal static class ManualSteps
{
    /// <summary>The pauses between the looks at a step that was started, until it is no longer shown as waiting.</summary>
    private static readonly TimeSpan[] s_pauses =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8)];

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
    /// Starts a step, and waits some seconds until the steps of the run show it. The request is never sent twice.
    /// </summary>
    /// <exception cref="BitbucketApiException">The step could not be started, or the answer was lost.</exception>
    public static async Task<ManualStart> StartAsync(
        BitbucketClient client, RepositoryId repository, Pipeline run, PipelineStep step, CancellationToken cancellationToken)
    {
        await client.SendAsync(Endpoints.Pipelines.StartStep(repository, run.Uuid ?? "", step.Uuid ?? ""), cancellationToken)
            .ConfigureAwait(false);
        long start = client.Clock.GetTimestamp();
        try
        {
            PipelineStep now;
            for (int look = 0; ; look++)
            {
                now = await client.SendAsync(
                    Endpoints.Pipelines.Step(repository, run.Uuid ?? "", step.Uuid ?? ""), cancellationToken).ConfigureAwait(false);
                if (now.Stage != PipelineStates.Paused || look == s_pauses.Length || client.Deadline.Left <= s_pauses[look])
                {
                    break;
                }

                await client.Clock.DelayAsync(s_pauses[look], cancellationToken).ConfigureAwait(false);
            }

            Pipeline started = await client.SendAsync(Endpoints.Pipelines.Get(repository, run.Uuid ?? ""), cancellationToken)
                .ConfigureAwait(false);
            started.SetLocation(repository, client.SiteUri);
            started.RequestedSelector = run.RequestedSelector;
            return new(started, now.Stage == PipelineStates.Paused, client.Clock.GetElapsedTime(start), null);
        }
        catch (BitbucketApiException e)
        {
            // The step was started; only the current state is unknown.
            return new(null, false, client.Clock.GetElapsedTime(start), e);
        }
    }
}
