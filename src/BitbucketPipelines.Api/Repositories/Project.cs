namespace BitbucketPipelines.Api.Models;

/// <summary>A project, as referenced by repositories.</summary>
internal sealed class Project : BitbucketObject
{
    /// <summary>The project key.</summary>
    public string? Key { get; set; }

    /// <summary>The project name.</summary>
    public string? Name { get; set; }
}
