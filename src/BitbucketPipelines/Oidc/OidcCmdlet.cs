using System.ComponentModel;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that read public documents of a workspace and need no credentials.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class OidcCmdlet : WorkspaceCmdlet
{
    /// <inheritdoc/>
    private protected sealed override bool IsAnonymous => true;

    /// <summary>Reads a document.</summary>
    private protected T Read<T>(string workspace, ApiRequest<T> request) => Await(
        token => Client.SendAsync(request, token), e => Errors.DocumentNotRead(e, workspace));
}
