namespace BitbucketPipelines.Api.Runs;

/// <summary>A run to wait for.</summary>
/// <param name="Repository">Where it is.</param>
/// <param name="Pipeline">Its build number, or its uuid in braces.</param>
public sealed record WatchedRun(RepositoryId Repository, string Pipeline);
