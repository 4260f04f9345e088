using System.Text.Json.Serialization;

namespace BitbucketPipelines.Api.Models;

/// <summary>
/// What a run works on. One class for all kinds, told apart by <see cref="BitbucketObject.Type"/>: a kind that this version does not
/// know is read like the others.
/// </summary>
public sealed class PipelineTarget : BitbucketObject
{
    /// <summary>The type of a branch or tag, with or without a commit.</summary>
    public const string RefType = "pipeline_ref_target";

    /// <summary>The type of a commit without a branch or tag.</summary>
    public const string CommitType = "pipeline_commit_target";

    /// <summary>The type of a pull request.</summary>
    public const string PullRequestType = "pipeline_pullrequest_target";

    /// <summary>branch, tag, annotated_tag, named_branch or bookmark.</summary>
    [JsonPropertyName("ref_type")]
    public string? RefKind { get; set; }

    /// <summary>The name of the branch or tag.</summary>
    public string? RefName { get; set; }

    /// <summary>The commit.</summary>
    public Commit? Commit { get; set; }

    /// <summary>Which section of the YAML file is run. Null until the run is parsed.</summary>
    public PipelineSelector? Selector { get; set; }

    /// <summary>The branch of the pull request.</summary>
    public string? Source { get; set; }

    /// <summary>The branch that the pull request is to be merged into.</summary>
    public string? Destination { get; set; }

    /// <summary>The commit of <see cref="Destination"/>.</summary>
    public Commit? DestinationCommit { get; set; }

    /// <summary>The pull request.</summary>
    [JsonPropertyName("pullrequest")]
    public PullRequest? PullRequest { get; set; }

    /// <summary>Whether it is a tag, annotated or not.</summary>
    [JsonIgnore]
    public bool IsTag => RefKind is "tag" or "annotated_tag";

    /// <summary>In words: <c>branch trunk</c>, <c>custom pipeline deploy on tag v1</c>.</summary>
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
