using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Schedules;
using BitbucketPipelines.Api.Yaml;

namespace BitbucketPipelines;

/// <summary>Checks the target of a run when no run is started.</summary>
internal static class RunTargetCheck
{
    /// <summary>
    /// The error for a branch, tag or custom pipeline that does not exist; null when both exist, or when the credentials may not read them.
    /// Also the custom pipeline, if it was read.
    /// </summary>
    public static async Task<(ErrorDescription? Problem, CustomDefinition? Custom)> FindProblemAsync(
        BitbucketClient client, RepositoryId repository, PipelineTarget target, OnDemandYaml? yaml, CancellationToken cancellationToken)
    {
        string? custom = target.Selector is { Type: PipelineSelector.CustomType } selector ? selector.Pattern : null;
        if (yaml is not null && custom is not null)
        {
            if (yaml.CustomPipelines?.Any(p => p.Name == custom) == false)
            {
                return (Errors.CustomPipelineNotInYaml(custom, yaml, repository), null);
            }

            // What the repository defines does not matter.
            custom = null;
        }

        if (target.Commit?.Hash is { } hash)
        {
            // The commit exists: its hash was looked up.
            IReadOnlyList<CustomDefinition>? all = custom is null ? null
                : await ScheduleTarget.CustomAtAsync(client, repository, hash, cancellationToken).ConfigureAwait(false);
            CustomDefinition? own = all?.FirstOrDefault(p => p.Name == custom);
            return (all is null || own is not null ? null
                : Errors.CustomPipelineNotFound(custom!, $"commit {hash}", repository, [.. all.Select(p => p.Name)]), own);
        }

        if (target is not { Type: PipelineTarget.RefType, RefName: { } name })
        {
            return default;
        }

        ScheduleTarget found = await ScheduleTarget.CheckAsync(
            client, repository, name, custom is not null, suggest: true, cancellationToken, target.IsTag).ConfigureAwait(false);
        ErrorDescription? problem = found.BranchExists == false
            ? (target.IsTag ? Errors.TagNotFound(name, repository, found.Existing)
            : Errors.BranchNotFound(name, repository, found.Existing))
            : custom is not null && found.CustomPipelines?.Contains(custom) == false
                ? Errors.CustomPipelineNotFound(
                    custom, $"{(target.IsTag ? "tag" : "branch")} '{name}'", repository, found.CustomPipelines)
            : null;
        return (problem, found.Definitions?.FirstOrDefault(p => p.Name == custom));
    }
}
