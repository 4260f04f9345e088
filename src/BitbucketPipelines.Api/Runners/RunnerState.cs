namespace BitbucketPipelines.Api.Models;

/// <summary>The state of a runner.</summary>
internal sealed class RunnerState : BitbucketObject
{
    /// <summary>UNREGISTERED, ONLINE, OFFLINE, DISABLED, ENABLED or UNHEALTHY.</summary>
    public string? Status { get; set; }

    /// <summary>The installed and recommended versions.</summary>
    public RunnerVersion? Version { get; set; }

    /// <summary>When the state was last reported.</summary>
    public DateTimeOffset? UpdatedOn { get; set; }

    /// <summary>Whether the runner accepts no new steps.</summary>
    public bool? Cordoned { get; set; }

    /// <summary>The status.</summary>
    public override string ToString() => Status ?? "";
}
