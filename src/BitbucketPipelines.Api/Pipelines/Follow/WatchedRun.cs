namespace BitbucketPipelines.Api.Runs;

/// <summary>A run to wait for.</summary>
/// <param name="Repository">Where it is.</param>
/// <param name="Pipeline">Its build number, or its uuid in braces.</param>
/// <param name="IsKnown">Whether the server has told of it before: that it is not found then may be for a moment only.</param>
internal sealed record WatchedRun(RepositoryId Repository, string Pipeline, bool IsKnown = false);
