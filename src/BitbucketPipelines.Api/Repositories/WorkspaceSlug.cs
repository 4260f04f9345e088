using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api;

/// <summary>The slug of a workspace that is named by its uuid.</summary>
internal static class WorkspaceSlug
{
    /// <summary>The slug, or null when it cannot be found out.</summary>
    public static async Task<string?> FindAsync(BitbucketClient client, string uuid, CancellationToken cancellationToken)
    {
        try
        {
            // The names of its repositories begin with it; a workspace itself takes a scope that few tokens have.
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
