using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines;

/// <summary>Finds what Bitbucket would refuse, where the request itself is not sent.</summary>
internal static class RunTargetCheck
{
    /// <summary>The error of a branch or custom pipeline that does not exist; null where there is none, or it cannot be seen.</summary>
    public static async Task<ErrorDescription?> FindProblemAsync(
        BitbucketClient client, RepositoryId repository, PipelineTarget target, CancellationToken cancellationToken)
    {
        if (target is not { Type: PipelineTarget.RefType, IsTag: false, Commit: null, RefName: { } branch })
        {
            return null;
        }

        string? custom = target.Selector is { Type: PipelineSelector.CustomType } selector ? selector.Pattern : null;
        ScheduleTarget there = await ScheduleTarget.LookAsync(client, repository, branch, custom is not null, cancellationToken)
            .ConfigureAwait(false);
        return there.BranchExists == false ? ErrorRecords.BranchNotFound(branch, repository)
            : custom is not null && there.CustomPipelines?.Contains(custom) == false
                ? ErrorRecords.CustomPipelineNotFound(custom, branch, repository, there.CustomPipelines)
            : null;
    }
}
