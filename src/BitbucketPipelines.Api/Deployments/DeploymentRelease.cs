namespace BitbucketPipelines.Api.Models;

/// <summary>What is deployed.</summary>
public sealed class DeploymentRelease : BitbucketObject
{
    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The name: <c>#42</c> for what run 42 made.</summary>
    public string? Name { get; set; }

    /// <summary>The key.</summary>
    public string? Key { get; set; }

    /// <summary>The address of the run.</summary>
    public string? Url { get; set; }

    /// <summary>The run.</summary>
    public PipelineLink? Pipeline { get; set; }

    /// <summary>The commit.</summary>
    public Commit? Commit { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedOn { get; set; }

    /// <summary>The name.</summary>
    public override string ToString() => Name ?? Uuid ?? "";
}
