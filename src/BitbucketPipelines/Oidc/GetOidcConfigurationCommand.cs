using System.Management.Automation;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the OpenID configuration of a workspace: who issues the tokens of its steps, and how they are signed.</summary>
/// <remarks>
/// A step with <c>oidc: true</c> has a token that AWS, Azure, Google Cloud or Vault can be told to trust. The document is public: it is
/// asked for without credentials, so no session is needed where -Workspace is given. Bitbucket refuses it (403) to one who shows an API
/// token. The audience of a token names the workspace by its uuid, so the property Audience has a value only where -Workspace is the uuid.
/// </remarks>
/// <example>
/// <code>Get-BbOidcConfiguration</code>
/// <para>The configuration of the session's workspace.</para>
/// </example>
/// <example>
/// <code>(Get-BbOidcConfiguration -Workspace acme).Issuer</code>
/// <para>The address to enter as the identity provider at a cloud. Works without a session.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbOidcConfiguration")]
[OutputType(typeof(OidcConfiguration))]
public sealed class GetOidcConfigurationCommand : OidcCmdlet
{
    /// <inheritdoc/>
    protected override void Process()
    {
        string workspace = FindWorkspace();
        OidcConfiguration configuration = Read(workspace, OpenIdConnect.Configuration(workspace));
        configuration.Workspace = workspace;
        WriteObject(configuration);
    }
}
