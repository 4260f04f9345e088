namespace BitbucketEmulator;

/// <summary>What one step will do.</summary>
public sealed record StepScript
{
    public string Name { get; init; } = "Build";

    /// <summary>Seconds in progress.</summary>
    public double Duration { get; init; } = 2;

    /// <summary>Seconds in READY before it begins.</summary>
    public double Ready { get; init; }

    /// <summary>Seconds that another deployment blocks it: PENDING + PAUSED although nobody has to push it.</summary>
    public double Locked { get; init; }

    /// <summary>SUCCESSFUL, FAILED, ERROR, EXPIRED or STOPPED. What comes after any but the first is NOT_RUN.</summary>
    public string Result { get; init; } = "SUCCESSFUL";

    /// <summary>The error inside an ERROR result.</summary>
    public RunError? Error { get; init; }

    /// <summary>True: the run pauses before this step until a person starts it.</summary>
    public bool Manual { get; init; }

    public string Image { get; init; } = "atlassian/default-image:4";

    /// <summary>Steps that follow one another with the same word here begin together.</summary>
    public string? Parallel { get; init; }

    public LogScript Log { get; init; } = LogScript.Empty;

    /// <summary>Above 0: the log grows by so many bytes, in the midst of lines. 0: by whole lines.</summary>
    public int GrowBytes { get; init; }

    /// <summary>Service containers, each with its log.</summary>
    public IReadOnlyDictionary<string, LogScript> Services { get; init; } = new Dictionary<string, LogScript>();

    /// <summary>Null: the step has no test report (404).</summary>
    public IReadOnlyList<TestCaseScript>? Tests { get; init; }

    /// <summary>Name of the environment it deploys to; case does not matter. Null: none.</summary>
    public string? Deployment { get; init; }

    /// <summary>Minutes.</summary>
    public int MaxTime { get; init; } = 120;

    public int RunNumber { get; init; } = 1;

    /// <summary>Replaces the last word of the trigger's type, for example <c>redeploy</c>.</summary>
    public string? Trigger { get; init; }

    public IReadOnlyList<string> Commands { get; init; } = ["echo build"];

    internal bool Fails => Result != "SUCCESSFUL";
}
