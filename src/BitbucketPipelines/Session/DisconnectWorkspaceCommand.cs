using System.Management.Automation;

namespace BitbucketPipelines.Commands;

/// <summary>Forgets the session of this runspace.</summary>
/// <remarks>Sessions that were handed on with -PassThru go on working. Not being connected is no error.</remarks>
/// <example>
/// <code>Disconnect-BbWorkspace</code>
/// <para>Forgets the session.</para>
/// </example>
/// <example>
/// <code>try {
///     Connect-BbWorkspace acme widgets -Credential $credential
///     Invoke-BbPipeline -Wait
/// }
/// finally {
///     Disconnect-BbWorkspace
/// }</code>
/// <para>Leaves no session behind, whatever happens.</para>
/// </example>
[Cmdlet(VerbsCommunications.Disconnect, "BbWorkspace")]
public sealed class DisconnectWorkspaceCommand : ModuleCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => SessionStore.Connected = null;
}
