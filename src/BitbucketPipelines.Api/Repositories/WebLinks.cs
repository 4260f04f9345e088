using System.Globalization;

namespace BitbucketPipelines.Api;

/// <summary>
/// Makes the addresses of web pages. The API sends none for a pipeline, and its self links have contained internal host names.
/// </summary>
internal static class WebLinks
{
    /// <summary>Whether a text is the whole address of a web page. Nothing else may become a link.</summary>
    public static bool IsPage(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? page) && page.Scheme is "https" or "http";

    /// <summary>The page of a pipeline.</summary>
    public static string Run(Uri site, RepositoryId repository, long buildNumber)
    {
        return $"{Repository(site, repository)}/pipelines/results/{buildNumber.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>The page of a step.</summary>
    public static string Step(Uri site, RepositoryId repository, string pipeline, string? stepUuid)
    {
        string run = $"{Repository(site, repository)}/pipelines/results/{Uri.EscapeDataString(pipeline ?? "")}";
        return $"{run}/steps/{Uri.EscapeDataString(stepUuid ?? "")}";
    }

    /// <summary>A page of the repository settings under "Pipelines".</summary>
    public static string Settings(Uri site, RepositoryId repository, string page) =>
        $"{Repository(site, repository)}/admin/pipelines/{page}";

    /// <summary>The page of a commit.</summary>
    public static string Commit(Uri site, RepositoryId repository, string commit) =>
        $"{Repository(site, repository)}/commits/{Uri.EscapeDataString(commit)}";

    /// <summary>The page of a repository.</summary>
    public static string Repository(Uri site, RepositoryId repository)
    {
        return site.GetLeftPart(UriPartial.Path) + ApiPath.Format($"{repository.Workspace}/{repository.Slug}");
    }
}
