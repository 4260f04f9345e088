namespace BitbucketPipelines.Api.Models;

/// <summary>The Docker image of a step. A password in the response is discarded.</summary>
internal sealed class StepImage
{
    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary>The name.</summary>
    public override string ToString() => Name ?? "";
}
