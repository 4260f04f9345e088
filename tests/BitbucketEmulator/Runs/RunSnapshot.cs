namespace BitbucketEmulator;

/// <summary>One run at one moment.</summary>
public sealed record RunSnapshot(int BuildNumber, string Uuid, string State)
{
    public string? Stage { get; init; }

    public string? Result { get; init; }

    public RunError? Error { get; init; }

    public DateTimeOffset CreatedOn { get; init; }

    public DateTimeOffset? CompletedOn { get; init; }

    /// <summary>Empty while the run is PARSING.</summary>
    public IReadOnlyList<StepSnapshot> Steps { get; init; } = [];

    /// <summary>What came with the trigger; the API never returns it.</summary>
    public IReadOnlyList<EmulatedRunVariable> Variables { get; init; } = [];

    /// <summary>When a stop was accepted.</summary>
    public DateTimeOffset? StopRequestedAt { get; init; }

    /// <summary>Index of the manual step that waits for a person, or null.</summary>
    internal int? WaitingStep { get; init; }

    internal bool IsParsing => State == "PARSING";

    internal bool IsCompleted => State == "COMPLETED";

    /// <summary>The third vocabulary, of filters and of the answer to a stop that comes too late (sections 1.2 and 2.4).</summary>
    internal string StatusWord => (State, Stage, Result) switch
    {
        ("PARSING", _, _) => "PARSING",
        ("PENDING", _, _) => "PENDING",
        ("IN_PROGRESS", "PAUSED" or "HALTED", _) => Stage,
        ("IN_PROGRESS", _, _) => "BUILDING",
        (_, _, "SUCCESSFUL") => "PASSED",
        (_, _, "FAILED" or "ERROR" or "STOPPED") => Result,
        _ => "UNKNOWN",
    };
}
