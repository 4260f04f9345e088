namespace BitbucketPipelines.Api.Reports;

/// <summary>A Code Insights report that was published on a commit.</summary>
public sealed class PublishedReport
{
    /// <summary>Creates an empty object; PowerShell needs this for conversions.</summary>
    public PublishedReport()
    {
    }

    internal PublishedReport(Uri site, RepositoryId repository, string commit, ReportPlan plan)
    {
        Workspace = repository.Workspace;
        Repository = repository.Slug;
        Url = WebLinks.Commit(site, repository, commit);
        Commit = commit;
        Id = plan.Id;
        Title = plan.Body.Title;
        Result = plan.Body.Result;
        Total = plan.Total;
        Kept = plan.Annotations.Length;
        Critical = plan.Count(FindingSeverity.Critical);
        High = plan.Count(FindingSeverity.High);
        Medium = plan.Count(FindingSeverity.Medium);
        Low = plan.Count(FindingSeverity.Low);
        Suppressed = plan.Suppressed;
    }

    /// <summary>The workspace: its slug or its uuid in braces.</summary>
    public string? Workspace { get; set; }

    /// <summary>The repository: its slug or its uuid in braces.</summary>
    public string? Repository { get; set; }

    /// <summary>The hash of the commit.</summary>
    public string? Commit { get; set; }

    /// <summary>The id of the report, which a second report of the same title has too.</summary>
    public string? Id { get; set; }

    /// <summary>The title.</summary>
    public string? Title { get; set; }

    /// <summary>PASSED or FAILED.</summary>
    public string? Result { get; set; }

    /// <summary>The number of findings.</summary>
    public int Total { get; set; }

    /// <summary>The number of annotations: at most 1,000, the most severe ones.</summary>
    public int Kept { get; set; }

    /// <summary>The number of critical findings.</summary>
    public int Critical { get; set; }

    /// <summary>The number of findings of high severity, such as errors and failed tests.</summary>
    public int High { get; set; }

    /// <summary>The number of findings of medium severity, such as warnings.</summary>
    public int Medium { get; set; }

    /// <summary>The number of findings of low severity, such as notes.</summary>
    public int Low { get; set; }

    /// <summary>The number of findings that were left out because the input marks them as suppressed.</summary>
    public long Suppressed { get; set; }

    /// <summary>The page of the commit, which shows its reports.</summary>
    public string? Url { get; set; }

    /// <summary>The title and the result.</summary>
    public override string ToString() => $"{Title}: {Result}";
}
