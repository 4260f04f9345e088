namespace BitbucketEmulator;

/// <summary>What a run builds. <see cref="Type"/> is the wire's discriminator.</summary>
internal sealed record EmulatedTarget(string Type, string CommitHash)
{
    public const string Ref = "pipeline_ref_target";
    public const string Commit = "pipeline_commit_target";
    public const string PullRequest = "pipeline_pullrequest_target";

    public string? RefType { get; init; }

    public string? RefName { get; init; }

    public string? Source { get; init; }

    public string? Destination { get; init; }

    public string? DestinationCommit { get; init; }

    public PullRequestInfo? Pull { get; init; }

    public bool IsBranch => RefType is "branch" or "named_branch";
}
