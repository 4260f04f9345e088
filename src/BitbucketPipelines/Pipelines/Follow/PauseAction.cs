namespace BitbucketPipelines;

/// <summary>What a wait does when a run waits for a person to start a manual step.</summary>
public enum PauseAction
{
    /// <summary>Ends the wait: a warning with the web address, and the run.</summary>
    Return,

    /// <summary>Goes on waiting.</summary>
    Wait,

    /// <summary>Ends the wait: the run, and the error PipelinePaused.</summary>
    Error,
}
