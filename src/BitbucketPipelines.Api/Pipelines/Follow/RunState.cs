using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>Evaluates the states of a run and its steps.</summary>
internal static class RunState
{
    /// <summary>
    /// Returns why the wait ends; null to continue. The steps are needed as well: the stage of a run can be RUNNING while a manual step
    /// waits, and PAUSED while another deployment holds the lock, which is a temporary state.
    /// </summary>
    public static RunExit? Assess(Pipeline run, IReadOnlyList<PipelineStep> steps)
    {
        if (run.IsCompleted)
        {
            return RunExit.Completed;
        }

        bool isWorking = steps.Any(s => s.State is PipelineStates.InProgress or PipelineStates.Ready);
        if (run.Stage == PipelineStates.Halted || (!isWorking && steps.Any(s => !s.IsCompleted && s.Stage == PipelineStates.Halted)))
        {
            return RunExit.Halted;
        }

        PipelineStep[] paused = [.. steps.Where(s => !s.IsCompleted && s.Stage == PipelineStates.Paused)];
        if (run.Stage == PipelineStates.Paused)
        {
            return isWorking || WaitsForLock(paused) ? null : RunExit.Paused;
        }

        return !isWorking && paused.Any(s => s.TriggerDetail?.Type == PipelineStates.ManualTrigger) ? RunExit.Paused : null;
    }

    /// <summary>The step that is running, otherwise the next step that has not ended.</summary>
    public static PipelineStep? Current(IReadOnlyList<PipelineStep> steps)
    {
        return steps.FirstOrDefault(s => s.State == PipelineStates.InProgress)
            ?? steps.FirstOrDefault(s => !s.IsCompleted);
    }

    /// <summary>The steps that are running, in their order.</summary>
    public static IEnumerable<PipelineStep> Running(IReadOnlyList<PipelineStep> steps) =>
        steps.Where(s => s.State == PipelineStates.InProgress);

    /// <summary>The manual step that the run waits for; null when there is none, or when it is not known.</summary>
    public static PipelineStep? PausedStep(IReadOnlyList<PipelineStep> steps) =>
        steps.FirstOrDefault(s => !s.IsCompleted && s.Stage == PipelineStates.Paused)
        ?? steps.FirstOrDefault(s => !s.IsCompleted && s.TriggerDetail?.Type == PipelineStates.ManualTrigger);

    /// <summary>The first failed step.</summary>
    public static PipelineStep? FirstFailedStep(IReadOnlyList<PipelineStep> steps) => FailedSteps(steps).FirstOrDefault();

    /// <summary>
    /// The failed steps. Steps that were stopped are left out if another one failed: Bitbucket stops the parallel steps of a failed one.
    /// </summary>
    public static IEnumerable<PipelineStep> FailedSteps(IReadOnlyList<PipelineStep> steps)
    {
        PipelineStep[] failed = [.. steps.Where(s => s.IsFailed)];
        PipelineStep[] causes = [.. failed.Where(s => s.Result != PipelineStates.Stopped)];
        return causes.Length > 0 ? causes : failed;
    }

    private static bool WaitsForLock(PipelineStep[] paused) =>
        paused.Length > 0 && paused.All(s => s.TriggerDetail?.Type == PipelineStates.AutomaticTrigger);
}
