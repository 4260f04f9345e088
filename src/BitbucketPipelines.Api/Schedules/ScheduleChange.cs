namespace BitbucketPipelines.Api.Models;

/// <summary>The body that changes a schedule. The server takes nothing else: it swallows another pattern or target with 200.</summary>
internal sealed class ScheduleChange
{
    /// <summary>Whether it is to run.</summary>
    public bool Enabled { get; set; }
}
