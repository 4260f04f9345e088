using System.Management.Automation;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the OpenID configuration of a workspace: the issuer of its steps' tokens, and how they are signed.</summary>
/// <remarks>
/// A step with <c>oidc: true</c> has a token that AWS, Azure, Google Cloud or Vault can be configured to trust. The document is public and
/// is requested without credentials, because Bitbucket rejects requests with an API token (403). No session is needed if -Workspace is
/// specified. The audience of a token contains the uuid of the workspace, so the property Audience has a value only if -Workspace is the
/// uuid.
/// </remarks>
/// <example>
/// <code>Get-BbOidcConfiguration</code>
/// <para>Gets the configuration of the session's workspace.</para>
/// </example>
/// <example>
/// <code>(Get-BbOidcConfiguration -Workspace acme).Issuer</code>
/// <para>Gets the URL to configure as the identity provider of a cloud. Works without a session.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbOidcConfiguration")]
[OutputType(typeof(OidcConfiguration))]
public sealed class GetOidcConfigurationCommand : OidcCmdlet
{
    /// <inheritdoc/>
    protected override void Process()
    {
        string workspace = ResolveWorkspace();
        Start(workspace, OpenIdConnect.Configuration(workspace), configuration =>
        {
            configuration.Workspace = workspace;
            WriteObject(configuration);
        });
    }
}
