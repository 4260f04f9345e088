namespace BitbucketEmulator;

/// <summary>One write that a client tried, for tests that prove that nothing is lost and nothing is done twice.</summary>
public sealed record EmulatedVariableWrite(int Number, string Scope, string Action)
{
    /// <summary>The words of <see cref="Action"/>.</summary>
    public const string Created = "created";
    public const string Updated = "updated";
    public const string Removed = "removed";
    public const string Refused = "refused";

    /// <summary>What was written; of a refused write as much as could be read, with the uuid that was asked for.</summary>
    public required EmulatedVariable Variable { get; init; }

    /// <summary>The status that went out, or would have, had the connection not been broken.</summary>
    public int Status { get; init; }

    /// <summary>Emulator seconds since the start.</summary>
    public double AtSeconds { get; init; }
}
