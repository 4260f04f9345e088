namespace BitbucketPipelines.Api.Models;

/// <summary>Who may deploy to an environment.</summary>
internal sealed class EnvironmentRestrictions : BitbucketObject
{
    /// <summary>Whether only administrators may deploy.</summary>
    public bool? AdminOnly { get; set; }
}
