using System.Globalization;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>A run to wait for.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Pipeline">The build number, or the uuid in braces.</param>
/// <param name="IsKnown">Whether the run is known to exist. If it is not found, that can then be temporary.</param>
internal sealed record WatchedRun(RepositoryId Repository, string Pipeline, bool IsKnown = false)
{
    /// <summary>What the request that started the run asked for; null when it is not known or asked for nothing.</summary>
    public PipelineSelector? RequestedSelector { get; init; }

    /// <summary>Whether a run of the repository is this run.</summary>
    public bool Is(Pipeline run) =>
        string.Equals(run.Uuid, Pipeline, StringComparison.OrdinalIgnoreCase)
        || run.BuildNumber.ToString(CultureInfo.InvariantCulture) == Pipeline;
}
