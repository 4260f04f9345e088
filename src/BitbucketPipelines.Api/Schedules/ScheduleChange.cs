namespace BitbucketPipelines.Api.Models;

/// <summary>The body that changes a schedule. The server ignores another pattern or target, although it answers 200.</summary>
internal sealed class ScheduleChange
{
    /// <summary>Whether the schedule is to be enabled.</summary>
    public bool Enabled { get; set; }
}
