namespace BitbucketPipelines.Api.Models;

/// <summary>
/// The states, stages, results and triggers from the server that the module evaluates. Other values are passed on unchanged.
/// </summary>
internal static class PipelineStates
{
    /// <summary>State: ended.</summary>
    public const string Completed = "COMPLETED";

    /// <summary>State: in progress.</summary>
    public const string InProgress = "IN_PROGRESS";

    /// <summary>State: not started yet.</summary>
    public const string Pending = "PENDING";

    /// <summary>State of a step: about to start.</summary>
    public const string Ready = "READY";

    /// <summary>Stage: waiting for someone to start a manual step, or for another deployment.</summary>
    public const string Paused = "PAUSED";

    /// <summary>Stage: Bitbucket will not continue by itself, for example because no build minutes are left.</summary>
    public const string Halted = "HALTED";

    /// <summary>Result: succeeded.</summary>
    public const string Successful = "SUCCESSFUL";

    /// <summary>Result: a step failed.</summary>
    public const string Failed = "FAILED";

    /// <summary>Result: Bitbucket could not run it.</summary>
    public const string Error = "ERROR";

    /// <summary>Result: stopped.</summary>
    public const string Stopped = "STOPPED";

    /// <summary>Result of a step: never started.</summary>
    public const string NotRun = "NOT_RUN";

    /// <summary>Type of the trigger of a step that someone has to start.</summary>
    public const string ManualTrigger = "pipeline_step_trigger_manual";

    /// <summary>Type of the trigger of a step that starts automatically.</summary>
    public const string AutomaticTrigger = "pipeline_step_trigger_automatic";
}
