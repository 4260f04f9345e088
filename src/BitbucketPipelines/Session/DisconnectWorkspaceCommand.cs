using System.Management.Automation;

namespace BitbucketPipelines.Commands;

/// <summary>Removes the session of this runspace.</summary>
/// <remarks>
/// Sessions returned by Connect-BbWorkspace -PassThru remain usable. It is not an error if there is no session. One that was made from
/// environment variables is removed too; the next cmdlet makes a new one while the variables are set.
/// </remarks>
/// <example>
/// <code>Disconnect-BbWorkspace</code>
/// <para>Removes the session.</para>
/// </example>
/// <example>
/// <code>try {
///     Connect-BbWorkspace acme widgets -Credential $credential
///     Invoke-BbPipeline -Wait
/// }
/// finally {
///     Disconnect-BbWorkspace
/// }</code>
/// <para>Removes the session even if an error occurs.</para>
/// </example>
[Cmdlet(VerbsCommunications.Disconnect, "BbWorkspace")]
public sealed class DisconnectWorkspaceCommand : ModuleCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => SessionStore.Clear();
}
