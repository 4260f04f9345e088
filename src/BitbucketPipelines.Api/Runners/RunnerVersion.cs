namespace BitbucketPipelines.Api.Models;

/// <summary>The versions of a runner.</summary>
internal sealed class RunnerVersion : BitbucketObject
{
    /// <summary>The installed version.</summary>
    public string? Version { get; set; }

    /// <summary>The version recommended by Bitbucket.</summary>
    public string? Current { get; set; }

    /// <summary>The installed version.</summary>
    public override string ToString() => Version ?? "";
}
