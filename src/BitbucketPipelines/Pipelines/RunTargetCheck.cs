using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines;

/// <summary>Checks the target of a run when no run is started.</summary>
internal static class RunTargetCheck
{
    /// <summary>
    /// The error for a branch, tag or custom pipeline that does not exist; null when both exist, or when the credentials may not read them.
    /// </summary>
    public static async Task<ErrorDescription?> FindProblemAsync(
        BitbucketClient client, RepositoryId repository, PipelineTarget target, OnDemandYaml? yaml, CancellationToken cancellationToken)
    {
        string? custom = target.Selector is { Type: PipelineSelector.CustomType } selector ? selector.Pattern : null;
        if (yaml is not null && custom is not null)
        {
            if (yaml.CustomPipelines?.Contains(custom) == false)
            {
                return Errors.CustomPipelineNotInYaml(custom, yaml, repository);
            }

            custom = null;
        }

        if (target.Commit?.Hash is { } hash)
        {
            // The commit exists: its hash was looked up.
            return custom is not null
                && await ScheduleTarget.CustomAtAsync(client, repository, hash, cancellationToken).ConfigureAwait(false) is { } names
                && !names.Contains(custom) ? Errors.CustomPipelineNotFound(custom, $"commit {hash}", repository, names) : null;
        }

        if (target is not { Type: PipelineTarget.RefType, RefName: { } name })
        {
            return null;
        }

        ScheduleTarget found = await ScheduleTarget.CheckAsync(
            client, repository, name, custom is not null, suggest: true, cancellationToken, target.IsTag).ConfigureAwait(false);
        return found.BranchExists == false
            ? (target.IsTag ? Errors.TagNotFound(name, repository, found.Existing)
            : Errors.BranchNotFound(name, repository, found.Existing))
            : custom is not null && found.CustomPipelines?.Contains(custom) == false
                ? Errors.CustomPipelineNotFound(
                    custom, $"{(target.IsTag ? "tag" : "branch")} '{name}'", repository, found.CustomPipelines)
            : null;
    }
}
