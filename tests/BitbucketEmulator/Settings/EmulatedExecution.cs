namespace BitbucketEmulator;

/// <summary>One time a schedule came due: it made a run, or failed to.</summary>
internal sealed record EmulatedExecution(PipelineRun? Run, RunError? Error);
