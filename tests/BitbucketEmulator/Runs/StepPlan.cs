namespace BitbucketEmulator;

/// <summary>When the stations of one step come, as far as the recorded events decide it. Null: not within sight.</summary>
internal sealed record StepPlan
{
    /// <summary>A manual step waits for a person from here on.</summary>
    public DateTimeOffset? WaitsFrom { get; init; }

    /// <summary>Blocked by another deployment from here to <see cref="ReadyFrom"/>.</summary>
    public DateTimeOffset? LockedFrom { get; init; }

    public DateTimeOffset? ReadyFrom { get; init; }

    public DateTimeOffset? Start { get; init; }

    public DateTimeOffset? End { get; init; }

    public string Result { get; init; } = "NOT_RUN";

    public static StepPlan NotRun(DateTimeOffset at) => new() { ReadyFrom = at, Start = at, End = at };
}
