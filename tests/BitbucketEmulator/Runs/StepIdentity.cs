namespace BitbucketEmulator;

/// <summary>The uuids of a step and of what belongs to it. The build container's log has the step's own uuid.</summary>
internal sealed record StepIdentity(string Uuid, IReadOnlyDictionary<string, string> ServiceLogs, IReadOnlyList<string> TestCases)
{
    /// <summary>Null: the step deploys nothing.</summary>
    public string? DeploymentUuid { get; init; }
}
