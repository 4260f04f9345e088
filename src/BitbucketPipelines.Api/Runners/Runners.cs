using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Requests for self-hosted runners of a repository or a workspace.</summary>
internal static class Runners
{
    /// <summary>Lists the runners.</summary>
    public static ApiRequest<Page<Runner>> List(RunnerScope scope) => ApiRequest.Get($"{scope.Path}", WireContext.Default.PageRunner);

    /// <summary>Gets a runner.</summary>
    public static ApiRequest<Runner> Get(RunnerScope scope, string uuid) =>
        ApiRequest.Get($"{scope.Path}/{uuid}", WireContext.Default.Runner);

    /// <summary>
    /// Creates a runner. Only this response contains the client secret. Answers 400 also when there are too many runners.
    /// </summary>
    public static ApiRequest<Runner> Create(RunnerScope scope, RunnerBody body) =>
        ApiRequest.Post($"{scope.Path}", body, WireContext.Default.RunnerBody, WireContext.Default.Runner);

    /// <summary>Replaces the name and the labels.</summary>
    public static ApiRequest<Runner> Update(RunnerScope scope, string uuid, RunnerBody body) =>
        ApiRequest.Put($"{scope.Path}/{uuid}", body, WireContext.Default.RunnerBody, WireContext.Default.Runner);

    /// <summary>Removes a runner.</summary>
    public static ApiRequest Delete(RunnerScope scope, string uuid) => ApiRequest.Delete($"{scope.Path}/{uuid}");
}
