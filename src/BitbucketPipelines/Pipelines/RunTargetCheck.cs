using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines;

/// <summary>Checks the target of a run when no run is started.</summary>
internal static class RunTargetCheck
{
    /// <summary>
    /// The error for a branch or custom pipeline that does not exist; null when both exist, or when the credentials may not read them.
    /// </summary>
    public static async Task<ErrorDescription?> FindProblemAsync(
        BitbucketClient client, RepositoryId repository, PipelineTarget target, CancellationToken cancellationToken)
    {
        if (target is not { Type: PipelineTarget.RefType, IsTag: false, Commit: null, RefName: { } branch })
        {
            return null;
        }

        string? custom = target.Selector is { Type: PipelineSelector.CustomType } selector ? selector.Pattern : null;
        ScheduleTarget found = await ScheduleTarget.CheckAsync(client, repository, branch, custom is not null, cancellationToken)
            .ConfigureAwait(false);
        return found.BranchExists == false ? Errors.BranchNotFound(branch, repository)
            : custom is not null && found.CustomPipelines?.Contains(custom) == false
                ? Errors.CustomPipelineNotFound(custom, branch, repository, found.CustomPipelines)
            : null;
    }
}
