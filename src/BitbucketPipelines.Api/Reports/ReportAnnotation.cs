namespace BitbucketPipelines.Api.Models;

/// <summary>An annotation of a report, as it is sent.</summary>
internal sealed class ReportAnnotation
{
    /// <summary>The id by which the annotation is replaced. It must be unique in the report.</summary>
    public string ExternalId { get; set; } = "";

    public string? Title { get; set; }

    /// <summary>VULNERABILITY, CODE_SMELL or BUG.</summary>
    public string AnnotationType { get; set; } = "";

    public string Summary { get; set; } = "";

    public string? Details { get; set; }

    /// <summary>PASSED, FAILED, IGNORED or SKIPPED.</summary>
    public string? Result { get; set; }

    /// <summary>CRITICAL, HIGH, MEDIUM or LOW.</summary>
    public string Severity { get; set; } = "";

    /// <summary>The path in the repository. Without it, the annotation belongs to the report as a whole.</summary>
    public string? Path { get; set; }

    public int? Line { get; set; }

    public string? Link { get; set; }
}
