namespace BitbucketEmulator;

/// <summary>A schedule. The emulator's time fires none: executions come over the control API.</summary>
internal sealed record EmulatedSchedule(string Uuid, string Branch, Selector Selector, string Cron, DateTimeOffset CreatedOn)
{
    public bool Enabled { get; set; } = true;

    public DateTimeOffset UpdatedOn { get; set; } = CreatedOn;

    public List<EmulatedExecution> Executions { get; } = [];
}
