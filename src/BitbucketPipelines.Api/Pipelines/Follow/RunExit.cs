namespace BitbucketPipelines.Api.Runs;

/// <summary>Why the wait for a run ended.</summary>
internal enum RunExit
{
    /// <summary>The run has ended. Its result says how.</summary>
    Completed,

    /// <summary>The run waits for someone to start a manual step.</summary>
    Paused,

    /// <summary>Bitbucket will not continue the run by itself.</summary>
    Halted,

    /// <summary>The time limit was reached.</summary>
    TimedOut,

    /// <summary>The observer ended the wait.</summary>
    StoppedByObserver,

    /// <summary>The run could not be read.</summary>
    Unreadable,
}
