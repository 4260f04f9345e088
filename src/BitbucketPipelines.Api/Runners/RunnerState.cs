namespace BitbucketPipelines.Api.Models;

/// <summary>The state of a runner.</summary>
public sealed class RunnerState : BitbucketObject
{
    /// <summary>UNREGISTERED, ONLINE, OFFLINE, DISABLED, ENABLED or UNHEALTHY.</summary>
    public string? Status { get; set; }

    /// <summary>The versions.</summary>
    public RunnerVersion? Version { get; set; }

    /// <summary>When the state was last told.</summary>
    public DateTimeOffset? UpdatedOn { get; set; }

    /// <summary>Whether the runner takes no new steps.</summary>
    public bool? Cordoned { get; set; }

    /// <summary>The status.</summary>
    public override string ToString() => Status ?? "";
}
