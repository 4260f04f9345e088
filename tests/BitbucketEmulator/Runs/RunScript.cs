namespace BitbucketEmulator;

/// <summary>What a run will do. All seconds are emulator time.</summary>
public sealed record RunScript
{
    /// <summary>Seconds in PARSING.</summary>
    public double Parsing { get; init; } = 1;

    /// <summary>Seconds in PENDING, after parsing.</summary>
    public double Pending { get; init; } = 1;

    /// <summary>No step begins once so many seconds have passed after PENDING: the run is HALTED (no build minutes) and stays so.</summary>
    public double? HaltAfter { get; init; }

    /// <summary>True: the stage of the run still says RUNNING while a manual step waits.</summary>
    public bool StageLags { get; init; }

    /// <summary>Set: the run ends with ERROR right after parsing, without steps.</summary>
    public RunError? Error { get; init; }

    /// <summary>Replaces the result that follows from the steps.</summary>
    public string? Result { get; init; }

    /// <summary>Seconds between a stop that was accepted and the end of the run.</summary>
    public double StopDelay { get; init; } = 1;

    public IReadOnlyList<StepScript> Steps { get; init; } = [];

    /// <summary>Seconds the run takes when nobody interferes.</summary>
    internal double TotalSeconds => Parsing + Pending + Steps.Sum(step => step.Locked + step.Ready + step.Duration);
}
