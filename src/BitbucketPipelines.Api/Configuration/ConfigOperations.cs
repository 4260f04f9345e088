using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Requests for the Pipelines configuration of a repository and its next build number.</summary>
internal static class ConfigOperations
{
    /// <summary>Gets whether Pipelines is enabled. Answers 404 until it was enabled for the first time.</summary>
    public static ApiRequest<PipelineConfig> Get(RepositoryId repository) =>
        ApiRequest.Get($"{Path(repository)}", WireContext.Default.PipelineConfig);

    /// <summary>Enables or disables Pipelines.</summary>
    public static ApiRequest<PipelineConfig> Update(RepositoryId repository, bool enabled) =>
        ApiRequest.Put($"{Path(repository)}", new PipelineConfig { Enabled = enabled }, WireContext.Default.PipelineConfig,
            WireContext.Default.PipelineConfig);

    /// <summary>Raises the next build number. There is no request that reads it.</summary>
    public static ApiRequest<BuildNumber> SetBuildNumber(RepositoryId repository, long next) =>
        ApiRequest.Put($"{Path(repository)}/build_number", new BuildNumber { Next = next }, WireContext.Default.BuildNumber,
            WireContext.Default.BuildNumber);

    private static FormattableString Path(RepositoryId repository) =>
        $"repositories/{repository.Workspace}/{repository.Slug}/pipelines_config";
}
