namespace BitbucketPipelines.Api.Models;

/// <summary>
/// The body that creates or replaces a runner. Always sent with both properties, because the effect of PUT with fewer is unknown.
/// </summary>
internal sealed class RunnerBody
{
    public string Name { get; set; } = "";

    public string[] Labels { get; set; } = [];
}
