namespace BitbucketPipelines.Api.Models;

/// <summary>
/// The state of a deployment. Its times are documented as start_date and completion_date, but started_on and completed_on have been seen.
/// </summary>
internal sealed class DeploymentState : BitbucketObject
{
    /// <summary>The state: UNDEPLOYED, IN_PROGRESS or COMPLETED.</summary>
    public string? Name { get; set; }

    /// <summary>The result of a completed deployment: SUCCESSFUL, FAILED or STOPPED.</summary>
    public NamedState? Status { get; set; }

    /// <summary>The address of the result.</summary>
    public string? Url { get; set; }

    /// <summary>The user who deployed.</summary>
    public Account? Deployer { get; set; }

    /// <summary>When the deployment started (documented name).</summary>
    public DateTimeOffset? StartDate { get; set; }

    /// <summary>When the deployment ended (documented name).</summary>
    public DateTimeOffset? CompletionDate { get; set; }

    /// <summary>When the deployment started (name seen in responses).</summary>
    public DateTimeOffset? StartedOn { get; set; }

    /// <summary>When the deployment ended (name seen in responses).</summary>
    public DateTimeOffset? CompletedOn { get; set; }

    /// <summary>The name of the state.</summary>
    public override string ToString() => Name ?? "";
}
