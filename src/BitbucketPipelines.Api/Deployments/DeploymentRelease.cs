namespace BitbucketPipelines.Api.Models;

/// <summary>The release or deployable of a deployment.</summary>
internal sealed class DeploymentRelease : BitbucketObject
{
    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The name, such as <c>#42</c> for pipeline 42.</summary>
    public string? Name { get; set; }

    /// <summary>The key of the release.</summary>
    public string? Key { get; set; }

    /// <summary>The address of the pipeline.</summary>
    public string? Url { get; set; }

    /// <summary>The pipeline.</summary>
    public PipelineLink? Pipeline { get; set; }

    /// <summary>The commit.</summary>
    public Commit? Commit { get; set; }

    /// <summary>When the release was created.</summary>
    public DateTimeOffset? CreatedOn { get; set; }

    /// <summary>The name, else the uuid.</summary>
    public override string ToString() => Name ?? Uuid ?? "";
}
