using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>What a run and its steps together say. Pure.</summary>
internal static class RunState
{
    /// <summary>
    /// Whether waiting ends here. The steps are looked at too: the stage of a run has been seen to say RUNNING while a manual step
    /// waits, and PAUSED while another deployment holds the lock, which ends by itself.
    /// </summary>
    public static RunExit? Assess(Pipeline run, IReadOnlyList<PipelineStep> steps)
    {
        if (run.IsCompleted)
        {
            return RunExit.Completed;
        }

        bool working = steps.Any(s => s.State is PipelineStates.InProgress or PipelineStates.Ready);
        if (run.Stage == PipelineStates.Halted || (!working && steps.Any(s => !s.IsCompleted && s.Stage == PipelineStates.Halted)))
        {
            return RunExit.Halted;
        }

        PipelineStep[] paused = [.. steps.Where(s => !s.IsCompleted && s.Stage == PipelineStates.Paused)];
        if (run.Stage == PipelineStates.Paused)
        {
            return working || WaitsForLock(paused) ? null : RunExit.Paused;
        }

        return !working && paused.Any(s => s.TriggerDetail?.Type == PipelineStates.ManualTrigger) ? RunExit.Paused : null;
    }

    /// <summary>The step that is being carried out, or the one it waits at.</summary>
    public static PipelineStep? Current(IReadOnlyList<PipelineStep> steps)
    {
        return steps.FirstOrDefault(s => s.State == PipelineStates.InProgress)
            ?? steps.FirstOrDefault(s => !s.IsCompleted);
    }

    /// <summary>The step that made the run fail: the first that failed.</summary>
    public static PipelineStep? FirstFailedStep(IReadOnlyList<PipelineStep> steps)
    {
        return steps.FirstOrDefault(s => s.IsFailed);
    }

    private static bool WaitsForLock(PipelineStep[] paused) =>
        paused.Length > 0 && paused.All(s => s.TriggerDetail?.Type == PipelineStates.AutomaticTrigger);
}
