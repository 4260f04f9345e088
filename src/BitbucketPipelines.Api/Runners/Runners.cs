using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Self-hosted runners of a repository or a workspace.</summary>
internal static class Runners
{
    /// <summary>The runners of a repository or a workspace.</summary>
    public static ApiRequest<Page<Runner>> List(RunnerScope scope) => ApiRequest.Get($"{scope.Path}", WireContext.Default.PageRunner);

    /// <summary>One runner.</summary>
    public static ApiRequest<Runner> Get(RunnerScope scope, string uuid) =>
        ApiRequest.Get($"{scope.Path}/{uuid}", WireContext.Default.Runner);

    /// <summary>Makes a runner. Only this answer has the secret of its client; 400 also when there are too many.</summary>
    public static ApiRequest<Runner> Create(RunnerScope scope, RunnerBody body) =>
        ApiRequest.Post($"{scope.Path}", body, WireContext.Default.RunnerBody, WireContext.Default.Runner);

    /// <summary>Replaces name and labels.</summary>
    public static ApiRequest<Runner> Update(RunnerScope scope, string uuid, RunnerBody body) =>
        ApiRequest.Put($"{scope.Path}/{uuid}", body, WireContext.Default.RunnerBody, WireContext.Default.Runner);

    /// <summary>Removes a runner.</summary>
    public static ApiRequest Delete(RunnerScope scope, string uuid) => ApiRequest.Delete($"{scope.Path}/{uuid}");
}
