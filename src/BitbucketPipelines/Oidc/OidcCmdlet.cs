using System.ComponentModel;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that read public documents of a workspace and need no credentials.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class OidcCmdlet : WorkspaceCmdlet
{
    /// <inheritdoc/>
    private protected sealed override bool IsAnonymous => true;

    /// <summary>Starts to read a document, which is written in the turn of its record.</summary>
    private protected void Start<T>(string workspace, ApiRequest<T> request, Action<T> write) =>
        Start((client, token) => client.SendAsync(request, token), e => Errors.DocumentNotRead(e, workspace), write);
}
