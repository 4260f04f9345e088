namespace BitbucketPipelines.Api.Models;

/// <summary>A change of the name or of the deployment restrictions. Bitbucket supports no other changes.</summary>
internal sealed class EnvironmentChange
{
    /// <summary>The new name; null to keep it.</summary>
    public string? Name { get; set; }

    /// <summary>The new restrictions; null to keep them.</summary>
    public EnvironmentRestrictions? Restrictions { get; set; }
}
