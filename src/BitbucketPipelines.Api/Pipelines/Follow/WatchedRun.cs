using System.Globalization;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>A run to wait for.</summary>
/// <param name="Repository">Where it is.</param>
/// <param name="Pipeline">Its build number, or its uuid in braces.</param>
/// <param name="IsKnown">Whether the server has told of it before: that it is not found then may be for a moment only.</param>
internal sealed record WatchedRun(RepositoryId Repository, string Pipeline, bool IsKnown = false)
{
    /// <summary>Whether a run of the repository is this one.</summary>
    public bool Is(Pipeline run) =>
        string.Equals(run.Uuid, Pipeline, StringComparison.OrdinalIgnoreCase)
        || run.BuildNumber.ToString(CultureInfo.InvariantCulture) == Pipeline;
}
