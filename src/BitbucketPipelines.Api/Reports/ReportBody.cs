namespace BitbucketPipelines.Api.Models;

/// <summary>The body of a request that creates or replaces a report.</summary>
internal sealed class ReportBody
{
    public string Title { get; set; } = "";

    /// <summary>What the report is about. Bitbucket requires it.</summary>
    public string Details { get; set; } = "";

    /// <summary>SECURITY, COVERAGE, TEST or BUG.</summary>
    public string ReportType { get; set; } = "BUG";

    public string? Reporter { get; set; }

    public string? Link { get; set; }

    /// <summary>PASSED, FAILED or PENDING.</summary>
    public string Result { get; set; } = "PASSED";

    /// <summary>At most ten values, which are shown with the report.</summary>
    public ReportData[] Data { get; set; } = [];
}

/// <summary>A value that is shown with a report.</summary>
internal sealed class ReportData
{
    public string Title { get; set; } = "";

    public string Type { get; set; } = "NUMBER";

    public long Value { get; set; }
}
