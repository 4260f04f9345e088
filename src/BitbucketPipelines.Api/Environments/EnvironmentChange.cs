namespace BitbucketPipelines.Api.Models;

/// <summary>A change of an environment: of its name, or of who may deploy. Bitbucket supports no other.</summary>
internal sealed class EnvironmentChange
{
    /// <summary>The new name, or null.</summary>
    public string? Name { get; set; }

    /// <summary>Who may deploy from now on, or null.</summary>
    public EnvironmentRestrictions? Restrictions { get; set; }
}
