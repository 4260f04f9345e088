namespace BitbucketPipelines.Api.Models;

/// <summary>The section of bitbucket-pipelines.yml that a run takes its steps from.</summary>
internal sealed class PipelineSelector : BitbucketObject
{
    /// <summary>The type of a custom pipeline, which runs only when it is requested by name.</summary>
    public const string CustomType = "custom";

    /// <summary>The type of a pipeline for pull requests.</summary>
    public const string PullRequestType = "pull-requests";

    /// <summary>The name of a custom pipeline, or the pattern of a branch or tag; null for the default pipeline.</summary>
    public string? Pattern { get; set; }

    /// <summary>Selects a custom pipeline.</summary>
    public static PipelineSelector Custom(string name) => new() { Type = CustomType, Pattern = name };

    /// <summary>Selects the default pipeline.</summary>
    public static PipelineSelector Default() => new() { Type = "default" };

    /// <summary>The type and the pattern.</summary>
    public override string ToString() => Pattern is null ? Type ?? "" : $"{Type}: {Pattern}";
}
