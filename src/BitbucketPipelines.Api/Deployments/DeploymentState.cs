namespace BitbucketPipelines.Api.Models;

/// <summary>
/// The state of a deployment. Its times are documented as start_date and completion_date, and were seen as started_on and completed_on.
/// </summary>
public sealed class DeploymentState : BitbucketObject
{
    /// <summary>UNDEPLOYED, IN_PROGRESS or COMPLETED.</summary>
    public string? Name { get; set; }

    /// <summary>When completed: SUCCESSFUL, FAILED or STOPPED.</summary>
    public NamedState? Status { get; set; }

    /// <summary>The address of the result.</summary>
    public string? Url { get; set; }

    /// <summary>Who deployed.</summary>
    public Account? Deployer { get; set; }

    /// <summary>When it began, as it is documented.</summary>
    public DateTimeOffset? StartDate { get; set; }

    /// <summary>When it ended, as it is documented.</summary>
    public DateTimeOffset? CompletionDate { get; set; }

    /// <summary>When it began, as it was seen.</summary>
    public DateTimeOffset? StartedOn { get; set; }

    /// <summary>When it ended, as it was seen.</summary>
    public DateTimeOffset? CompletedOn { get; set; }

    /// <summary>The word.</summary>
    public override string ToString() => Name ?? "";
}
