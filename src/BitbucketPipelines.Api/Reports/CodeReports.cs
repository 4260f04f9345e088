using System.Text.Json;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>
/// Requests for Code Insights reports of commits. Inside a step of Bitbucket Pipelines, these, and no others, may be sent through the proxy
/// of the step.
/// </summary>
internal static class CodeReports
{
    /// <summary>Creates or replaces a report. The caller chooses its id, so sending it twice has the same effect as once.</summary>
    public static ApiRequest Put(RepositoryId repository, string commit, string id, ReportBody report) => new()
    {
        Method = HttpMethod.Put,
        Path = Path(repository, commit, id),
        Body = JsonSerializer.SerializeToUtf8Bytes(report, WireContext.Default.ReportBody),
        IsReport = true,
    };

    /// <summary>Removes a report and its annotations.</summary>
    public static ApiRequest Delete(RepositoryId repository, string commit, string id) => new()
    {
        Method = HttpMethod.Delete,
        Path = Path(repository, commit, id),
        IsReport = true,
    };

    /// <summary>Creates or replaces up to 100 annotations. The caller chooses their ids, so the request may be sent twice.</summary>
    public static ApiRequest Annotate(RepositoryId repository, string commit, string id, ReportAnnotation[] annotations) => new()
    {
        Method = HttpMethod.Post,
        Path = Path(repository, commit, id) + "/annotations",
        Body = JsonSerializer.SerializeToUtf8Bytes(annotations, WireContext.Default.ReportAnnotationArray),
        Repeatable = true,
        IsReport = true,
    };

    private static string Path(RepositoryId repository, string commit, string id) =>
        ApiPath.Format($"repositories/{repository.Workspace}/{repository.Slug}/commit/{commit}/reports/{id}");
}
