using System.ComponentModel;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>A cmdlet that asks for public documents of a workspace, and needs no credentials.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class OidcCmdlet : WorkspaceCmdlet
{
    /// <inheritdoc/>
    private protected sealed override bool IsAnonymous => true;

    /// <summary>Asks for a document.</summary>
    private protected T Read<T>(string workspace, ApiRequest<T> request) => Await(
        token => Client.SendAsync(request, token), e => ErrorRecords.DocumentNotRead(e, workspace));
}
