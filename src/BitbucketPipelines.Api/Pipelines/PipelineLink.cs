namespace BitbucketPipelines.Api.Models;

/// <summary>A run, as its steps refer to it.</summary>
public sealed class PipelineLink : BitbucketObject
{
    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }
}
