namespace BitbucketPipelines.Api.Runs;

/// <summary>Why waiting for a run ended.</summary>
internal enum RunExit
{
    /// <summary>The run has ended; its result says how.</summary>
    Completed,

    /// <summary>The run waits for a person to start a manual step.</summary>
    Paused,

    /// <summary>Bitbucket will not go on with the run by itself.</summary>
    Halted,

    /// <summary>The time was up first.</summary>
    TimedOut,

    /// <summary>Who looked on has seen enough.</summary>
    StoppedByObserver,

    /// <summary>The run could not be read.</summary>
    Unreadable,
}
