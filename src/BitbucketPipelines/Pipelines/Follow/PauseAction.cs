namespace BitbucketPipelines;

/// <summary>What a cmdlet does when a run waits for someone to start a manual step.</summary>
public enum PauseAction
{
    /// <summary>Returns the run, with a warning that contains its URL.</summary>
    Return,

    /// <summary>Continues to wait.</summary>
    Wait,

    /// <summary>Returns the run, followed by the error PipelinePaused.</summary>
    Error,
}
