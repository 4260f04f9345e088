namespace BitbucketPipelines.Api.Models;

/// <summary>The body that makes or replaces a runner. Both together: what PUT does with less is not known.</summary>
internal sealed class RunnerBody
{
    /// <summary>The name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The labels.</summary>
    public string[] Labels { get; set; } = [];
}
