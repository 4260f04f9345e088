using System.ComponentModel;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>A cmdlet that asks for public documents of a workspace, and needs no credentials.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class OidcCmdlet : WorkspaceCmdlet
{
    /// <inheritdoc/>
    private protected sealed override bool IsAnonymous => true;

    private protected T Read<T>(string workspace, ApiRequest<T> request) => Await(async token =>
    {
        try
        {
            return await Client.SendAsync(request, token).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode is 401 or 403)
        {
            throw new ItemFailedException(ErrorRecords.AnonymousRefused(e, workspace));
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            throw new ItemFailedException(ErrorRecords.WorkspaceNotFound(e, workspace));
        }
    });
}
