namespace BitbucketPipelines.Api.Models;

/// <summary>What is different between a run and an earlier one: why it broke, as far as that can be read.</summary>
public sealed class PipelineComparison
{
    /// <summary>The workspace.</summary>
    public string? Workspace { get; internal set; }

    /// <summary>The repository.</summary>
    public string? Repository { get; internal set; }

    /// <summary>The build number of the run.</summary>
    public long Pipeline { get; internal set; }

    /// <summary>The result of the run, or its state if it has not ended.</summary>
    public string? Result { get; internal set; }

    /// <summary>The build number of the run that it is compared with; null when there is none.</summary>
    public long? Reference { get; internal set; }

    /// <summary>The result of the run that it is compared with.</summary>
    public string? ReferenceResult { get; internal set; }

    /// <summary>What the run is of: a branch, <c>tag v1</c>, or <c>PR #7 feature</c>.</summary>
    public string? Ref { get; internal set; }

    /// <summary>The name of the custom pipeline; null for other pipelines.</summary>
    public string? Custom { get; internal set; }

    /// <summary>The first step that failed; null when none did.</summary>
    public string? FailedStep { get; internal set; }

    /// <summary>The likeliest cause: a line of the log that the other log has not, or the error that Bitbucket states.</summary>
    public string? Cause { get; internal set; }

    /// <summary>The number of the line of the log that says the cause; null when it is in no log.</summary>
    public long? LogLine { get; internal set; }

    /// <summary>
    /// Lines that only the log of the failed step has, with what stands around the likeliest cause. Times, numbers, hashes, temporary
    /// paths and colors make no difference. Notes in brackets say what was left out.
    /// </summary>
    public IReadOnlyList<string> NewLogLines { get; internal set; } = [];

    /// <summary>The number of lines that only the log of the failed step has; null when two logs could not be compared.</summary>
    internal long? NewLogLineCount { get; set; }

    /// <summary>Tests that fail now and did not fail before.</summary>
    public IReadOnlyList<string> NewFailedTests { get; internal set; } = [];

    /// <summary>Tests that failed before and still fail.</summary>
    public IReadOnlyList<string> StillFailedTests { get; internal set; } = [];

    /// <summary>Tests that failed before and do not fail now.</summary>
    public IReadOnlyList<string> MendedTests { get; internal set; } = [];

    /// <summary>The commits of the run that the other one had not, newest first.</summary>
    public IReadOnlyList<ComparedCommit> Commits { get; internal set; } = [];

    /// <summary>The lines of bitbucket-pipelines.yml that were removed (<c>-</c>) and added (<c>+</c>).</summary>
    public IReadOnlyList<string> FileChanges { get; internal set; } = [];

    /// <summary>The steps of both runs.</summary>
    public IReadOnlyList<ComparedStep> Steps { get; internal set; } = [];

    /// <summary>What could not be read or is not known.</summary>
    public IReadOnlyList<string> Notes { get; internal set; } = [];

    /// <summary>The address of the web page of the run.</summary>
    public string? Url { get; internal set; }

    /// <summary>The run and the one that it is compared with.</summary>
    public override string ToString() => Reference is null ? $"#{Pipeline}" : $"#{Pipeline} and #{Reference}";
}
