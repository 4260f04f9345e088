namespace BitbucketPipelines.Api.Models;

/// <summary>Versions of a runner.</summary>
public sealed class RunnerVersion : BitbucketObject
{
    /// <summary>What is installed.</summary>
    public string? Version { get; set; }

    /// <summary>What Bitbucket recommends.</summary>
    public string? Current { get; set; }

    /// <summary>What is installed.</summary>
    public override string ToString() => Version ?? "";
}
