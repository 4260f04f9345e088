namespace BitbucketPipelines.Api.Reports;

/// <summary>How severe a finding is, in the words of Bitbucket.</summary>
internal enum FindingSeverity
{
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>What a finding is about. These are the kinds of annotations that Bitbucket has.</summary>
internal enum FindingKind
{
    CodeSmell,
    Bug,
    Vulnerability,
}

/// <summary>Something that a tool found in a commit.</summary>
/// <param name="Message">What was found.</param>
/// <param name="Severity">How severe it is.</param>
/// <param name="Kind">What it is about.</param>
internal sealed record Finding(string Message, FindingSeverity Severity, FindingKind Kind)
{
    /// <summary>The name of the rule or of the test; null when there is none.</summary>
    public string? Rule { get; init; }

    /// <summary>The file, as the tool named it: a path or a file URI. Null when the finding belongs to no file.</summary>
    public string? Path { get; init; }

    /// <summary>The line, from 1; null when it is not known.</summary>
    public int? Line { get; init; }

    /// <summary>More than the message, such as a stack trace.</summary>
    public string? Details { get; init; }

    /// <summary>A page about the rule.</summary>
    public string? Link { get; init; }
}
