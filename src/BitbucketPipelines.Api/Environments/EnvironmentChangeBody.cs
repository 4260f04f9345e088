namespace BitbucketPipelines.Api.Models;

/// <summary>The envelope of a change of an environment.</summary>
internal sealed class EnvironmentChangeBody
{
    /// <summary>The change.</summary>
    public EnvironmentChange? Change { get; set; }
}
