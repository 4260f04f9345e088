using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines;

/// <summary>Describes self-hosted runners for the cmdlets.</summary>
internal static class RunnerResource
{
    /// <summary>The runners of a repository or a workspace.</summary>
    public static Resource<Runner> Of(RunnerScope scope, Uri site) => new(
        "runner", scope.ToString(), scope.Workspace, scope.Repository?.Slug, Runners.List(scope), r => r.Name, r => r.Uuid)
    {
        NotFound = (wanted, all) => Errors.RunnerNotFound(wanted, scope, all),
        Get = uuid => Runners.Get(scope, uuid),
        Ambiguous = (wanted, same) => Errors.AmbiguousRunner(wanted, scope, same),
        Rename = (r, name) => r.Name = name,
        SetLocation = r => r.SetLocation(scope, site),
    };
}
