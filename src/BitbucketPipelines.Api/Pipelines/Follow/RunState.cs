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

        bool working = steps.Any(s => s.State is RunWords.InProgress or RunWords.Ready);
        if (run.Stage == RunWords.Halted || (!working && steps.Any(s => !s.IsCompleted && s.Stage == RunWords.Halted)))
        {
            return RunExit.Halted;
        }

        PipelineStep[] paused = [.. steps.Where(s => !s.IsCompleted && s.Stage == RunWords.Paused)];
        if (run.Stage == RunWords.Paused)
        {
            return working || WaitsForLock(paused) ? null : RunExit.Paused;
        }

        return !working && paused.Any(s => s.TriggerDetail?.Type == RunWords.ManualTrigger) ? RunExit.Paused : null;
    }

    /// <summary>The step that is being carried out, or the one it waits at.</summary>
    public static PipelineStep? Current(IReadOnlyList<PipelineStep> steps)
    {
        return steps.FirstOrDefault(s => s.State == RunWords.InProgress)
            ?? steps.FirstOrDefault(s => !s.IsCompleted);
    }

    /// <summary>The step that made the run fail: the first that failed.</summary>
    public static PipelineStep? Culprit(IReadOnlyList<PipelineStep> steps)
    {
        return steps.FirstOrDefault(s => s.IsFailed);
    }

    private static bool WaitsForLock(PipelineStep[] paused) =>
        paused.Length > 0 && paused.All(s => s.TriggerDetail?.Type == RunWords.AutomaticTrigger);
}
