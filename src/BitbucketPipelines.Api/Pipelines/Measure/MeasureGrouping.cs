namespace BitbucketPipelines.Api.Runs;

/// <summary>What runs are grouped by. The workspace is always a part of it, because minutes are bought for a workspace.</summary>
/// <param name="ByRepository">Whether each repository is a group.</param>
/// <param name="ByBranch">Whether each branch is a group.</param>
/// <param name="ByPipeline">Whether each section of bitbucket-pipelines.yml is a group.</param>
/// <param name="ByMonth">Whether each month is a group.</param>
/// <param name="IsSortedByMonth">Whether the months follow each other in the result.</param>
internal sealed record MeasureGrouping(
    bool ByRepository, bool ByBranch = false, bool ByPipeline = false, bool ByMonth = false, bool IsSortedByMonth = false);
