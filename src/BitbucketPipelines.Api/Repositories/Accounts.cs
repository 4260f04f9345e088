using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Requests about the account of the credentials.</summary>
internal static class Accounts
{
    /// <summary>The user of the credentials. Access tokens do not belong to a user and get 403.</summary>
    public static ApiRequest<Account> Current() => ApiRequest.Get($"user", WireContext.Default.Account);

    /// <summary>Lists the workspaces that the user of the credentials is a member of. Access tokens get 403.</summary>
    public static ApiRequest<Page<WorkspaceAccess>> Workspaces() =>
        ApiRequest.Get($"user/workspaces", WireContext.Default.PageWorkspaceAccess);
}
