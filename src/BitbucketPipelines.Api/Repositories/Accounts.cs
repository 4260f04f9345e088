using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Endpoints;

/// <summary>Who the credentials belong to.</summary>
internal static class Accounts
{
    /// <summary>The user of the credentials. Access tokens belong to none and are refused (403).</summary>
    public static ApiRequest<Account> Current() => ApiRequest.Get($"user", WireContext.Default.Account);
}
