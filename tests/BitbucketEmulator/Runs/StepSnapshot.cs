namespace BitbucketEmulator;

/// <summary>One step at one moment.</summary>
public sealed record StepSnapshot(string Uuid, string Name, string State)
{
    public string? Stage { get; init; }

    public string? Result { get; init; }

    public DateTimeOffset? StartedOn { get; init; }

    public DateTimeOffset? CompletedOn { get; init; }

    /// <summary>Uuids of the service containers' logs, by service name.</summary>
    public IReadOnlyDictionary<string, string> ServiceLogs { get; init; } = new Dictionary<string, string>();

    internal StepScript Script { get; init; } = new();

    internal StepIdentity Identity { get; init; } = new("", new Dictionary<string, string>(), []);

    internal bool HasLog => StartedOn is not null && Result != "NOT_RUN";

    internal double SecondsAt(DateTimeOffset now) =>
        StartedOn is { } started ? Math.Max(0, ((CompletedOn ?? now) - started).TotalSeconds) : 0;
}
