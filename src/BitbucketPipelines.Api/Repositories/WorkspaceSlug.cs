using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>Looks up the slug of a workspace by its uuid.</summary>
internal static class WorkspaceSlug
{
    /// <summary>Gets the slug; null when it cannot be found.</summary>
    public static async Task<string?> FindAsync(BitbucketClient client, string uuid, CancellationToken cancellationToken)
    {
        try
        {
            // Full names of repositories contain the slug. Reading the workspace itself needs a scope that few tokens have.
            ApiRequest<Page<Repository>> request = Repositories.List(uuid).With("pagelen", "1");
            Page<Repository> page = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return (page.Values ?? []).Select(r => r.Workspace).FirstOrDefault(w => w.Length > 0);
        }
        catch (BitbucketApiException)
        {
            return null;
        }
    }
}
