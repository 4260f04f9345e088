namespace BitbucketPipelines.Api.Models;

/// <summary>A project, as repositories refer to it.</summary>
public sealed class Project : BitbucketObject
{
    /// <summary>The key.</summary>
    public string? Key { get; set; }

    /// <summary>The name.</summary>
    public string? Name { get; set; }
}
