namespace BitbucketPipelines.Api.Models;

/// <summary>A reference to a run.</summary>
internal sealed class PipelineLink : BitbucketObject
{
    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }
}
