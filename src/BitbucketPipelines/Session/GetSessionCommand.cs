using System.Management.Automation;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the session that cmdlets use: the connected one, else the one that the environment gives.</summary>
/// <remarks>Writes nothing when there is neither. Connect-BbWorkspace makes a session.</remarks>
/// <example>
/// <code>Get-BbSession</code>
/// <para>Shows where cmdlets work and as whom.</para>
/// </example>
/// <example>
/// <code>$s = Get-BbSession
/// 'widgets', 'gadgets' | ForEach-Object -Parallel {
///     Get-BbPipeline -Session $using:s -Repository $_ -First 1
/// }</code>
/// <para>Hands the session to other runspaces.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbSession")]
[OutputType(typeof(BitbucketSession))]
public sealed class GetSessionCommand : ModuleCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (SessionStore.Find() is { } session)
        {
            WriteObject(session);
        }
    }
}
