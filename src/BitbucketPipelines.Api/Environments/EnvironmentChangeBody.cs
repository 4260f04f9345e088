namespace BitbucketPipelines.Api.Models;

/// <summary>The body that changes an environment.</summary>
internal sealed class EnvironmentChangeBody
{
    public EnvironmentChange? Change { get; set; }
}
