namespace BitbucketPipelines.Api.Reports;

/// <summary>The findings of one file, or of one result object.</summary>
internal sealed record FindingSet
{
    /// <summary>The tool; null when the input does not name it.</summary>
    public string? Tool { get; init; }

    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Whether the findings are failed tests.</summary>
    public bool IsTests { get; init; }

    /// <summary>The number of tests that were run.</summary>
    public long Tests { get; init; }

    /// <summary>The number of tests that were skipped.</summary>
    public long SkippedTests { get; init; }

    /// <summary>The number of findings that the input marks as suppressed. They are left out.</summary>
    public long Suppressed { get; init; }

    /// <summary>Whether the tool says that it did not do all of its work, so that the absence of findings proves nothing.</summary>
    public bool IsIncomplete { get; init; }
}
