namespace BitbucketPipelines.Api.Models;

/// <summary>The words of the server that decisions depend on. Others are shown as they come.</summary>
internal static class PipelineStates
{
    /// <summary>State: it has ended.</summary>
    public const string Completed = "COMPLETED";

    /// <summary>State: it goes on.</summary>
    public const string InProgress = "IN_PROGRESS";

    /// <summary>State: it has not begun.</summary>
    public const string Pending = "PENDING";

    /// <summary>State of a step: it is about to begin.</summary>
    public const string Ready = "READY";

    /// <summary>Stage: it waits for a person, or for another deployment.</summary>
    public const string Paused = "PAUSED";

    /// <summary>Stage: Bitbucket will not go on by itself, for want of build minutes for instance.</summary>
    public const string Halted = "HALTED";

    /// <summary>Result: all went well.</summary>
    public const string Successful = "SUCCESSFUL";

    /// <summary>Result: a step failed.</summary>
    public const string Failed = "FAILED";

    /// <summary>Result: Bitbucket could not carry it out.</summary>
    public const string Error = "ERROR";

    /// <summary>Result: it was stopped.</summary>
    public const string Stopped = "STOPPED";

    /// <summary>Result of a step: it was never started.</summary>
    public const string NotRun = "NOT_RUN";

    /// <summary>Type of a step's trigger: a person starts it.</summary>
    public const string ManualTrigger = "pipeline_step_trigger_manual";

    /// <summary>Type of a step's trigger: it starts by itself.</summary>
    public const string AutomaticTrigger = "pipeline_step_trigger_automatic";
}
