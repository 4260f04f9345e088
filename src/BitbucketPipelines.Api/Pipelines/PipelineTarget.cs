using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>
/// What a run works on: a branch, a tag, a commit or a pull request. <see cref="BitbucketObject.Type"/> states which. An unknown type is
/// read as well.
/// </summary>
internal sealed class PipelineTarget : BitbucketObject
{
    /// <summary>The type of a branch or tag, with or without a commit.</summary>
    public const string RefType = "pipeline_ref_target";

    /// <summary>The type of a commit without a branch or tag.</summary>
    public const string CommitType = "pipeline_commit_target";

    /// <summary>The type of a pull request.</summary>
    public const string PullRequestType = "pipeline_pullrequest_target";

    /// <summary>The kind of ref: branch, tag, annotated_tag, named_branch or bookmark.</summary>
    [JsonPropertyName("ref_type")]
    public string? RefKind { get; set; }

    /// <summary>The name of the branch or tag.</summary>
    public string? RefName { get; set; }

    /// <summary>The commit.</summary>
    public Commit? Commit { get; set; }

    /// <summary>The section of bitbucket-pipelines.yml that is run; null until the run is parsed.</summary>
    public PipelineSelector? Selector { get; set; }

    /// <summary>The source branch of the pull request.</summary>
    public string? Source { get; set; }

    /// <summary>The destination branch of the pull request.</summary>
    public string? Destination { get; set; }

    /// <summary>The commit of the destination branch.</summary>
    public Commit? DestinationCommit { get; set; }

    /// <summary>The pull request.</summary>
    [JsonPropertyName("pullrequest")]
    public PullRequest? PullRequest { get; set; }

    /// <summary>Whether the target is a tag, annotated or not.</summary>
    [JsonIgnore]
    public bool IsTag => RefKind is "tag" or "annotated_tag";

    /// <summary>A description such as <c>branch trunk</c> or <c>custom pipeline 'deploy' on tag v1</c>.</summary>
    public override string ToString()
    {
        string what = Type switch
        {
            PullRequestType => $"pull request #{PullRequest?.Id}",
            CommitType => $"commit {Commit?.Hash}",
            _ when RefName is not null => $"{(IsTag ? "tag" : RefKind ?? "branch")} {RefName}"
                + (Commit?.Hash is { } hash ? $" at {hash}" : ""),
            _ => Type ?? "",
        };
        return Selector is { Type: PipelineSelector.CustomType } custom ? $"custom pipeline '{custom.Pattern}' on {what}" : what;
    }
}
