using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Reports;

namespace BitbucketPipelines;

/// <summary>The build that this process is a part of, as the variables of the build system describe it.</summary>
/// <param name="Key">Identifies the pipeline or job, not the single build: a later build has the same.</param>
/// <param name="Name">The pipeline or job, and the number of the build.</param>
/// <param name="Url">The page of the build.</param>
internal sealed record BuildSystem(string Key, string Name, string Url)
{
    /// <summary>The build of Azure DevOps, GitHub Actions or Jenkins; null in none of them.</summary>
    public static BuildSystem? Find(Func<string, string?> variable)
    {
        string? Read(string name) => variable(name) is { } text && text.Trim().Length > 0 && UnexpandedMacro.In(text) is null
            ? text.Trim() : null;
        if (Read("TF_BUILD") is not null && Read("BUILD_BUILDID") is { } id && Read("SYSTEM_TEAMPROJECT") is { } project
            && (Read("SYSTEM_COLLECTIONURI") ?? Read("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI")) is { } collection)
        {
            return new BuildSystem(
                KeyOf("azure", Read("SYSTEM_DEFINITIONID") ?? Read("BUILD_DEFINITIONNAME") ?? project),
                $"{Read("BUILD_DEFINITIONNAME") ?? project} {Read("BUILD_BUILDNUMBER") ?? id}",
                $"{collection.TrimEnd('/')}/{Uri.EscapeDataString(project)}/_build/results?buildId={Uri.EscapeDataString(id)}");
        }

        if (Read("GITHUB_ACTIONS") is not null && Read("GITHUB_RUN_ID") is { } run && Read("GITHUB_REPOSITORY") is { } repository)
        {
            string workflow = Read("GITHUB_WORKFLOW") ?? repository;
            return new BuildSystem(
                KeyOf("github", workflow), $"{workflow} #{Read("GITHUB_RUN_NUMBER") ?? run}",
                $"{(Read("GITHUB_SERVER_URL") ?? "https://github.com").TrimEnd('/')}/{repository}/actions/runs/{run}");
        }

        if (Read("JENKINS_URL") is not null && Read("BUILD_URL") is { } url && Read("JOB_NAME") is { } job)
        {
            return new BuildSystem(KeyOf("jenkins", job), $"{job} #{Read("BUILD_NUMBER")}".TrimEnd(' ', '#'), url);
        }

        return null;
    }

    /// <summary>The page of the run of Bitbucket Pipelines that this process is a step of; null elsewhere.</summary>
    public static string? BitbucketRun(Func<string, string?> variable, Uri site) =>
        variable("BITBUCKET_BUILD_NUMBER") is { } text && long.TryParse(text, out long number)
        && EnvironmentPlace.Read(variable) is { Workspace: { } workspace, Slug: { } slug }
            ? WebLinks.Run(site, new RepositoryId(workspace, slug), number)
            : null;

    /// <summary>A key that Bitbucket accepts. The end of a long one is replaced by a hash.</summary>
    private static string KeyOf(string system, string name)
    {
        string key = $"{system}-{name}";
        return key.Length <= CommitStatuses.LongestKey
            ? key
            : $"{key.Substring(0, CommitStatuses.LongestKey - 9)}-{ReportPlan.Hash(key).Substring(0, 8)}";
    }
}
