using System.Management.Automation;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the session that cmdlets use: the one of Connect-BbWorkspace, otherwise the one from environment variables.</summary>
/// <remarks>
/// <para>Without credentials, returns what is known of the place, with the authentication None; nothing if no place is known
/// either.</para>
/// <para>Workspace and Repository are the ones that cmdlets use without parameters in the current folder, and PlaceSource says where they
/// come from: the session, the environment variables, or the git remote of the folder.</para>
/// </remarks>
/// <example>
/// <code>Get-BbSession</code>
/// <para>Shows the workspace, the repository, where they come from, and the user.</para>
/// </example>
/// <example>
/// <code>$s = Get-BbSession
/// 'widgets', 'gadgets' | ForEach-Object -Parallel {
///     Get-BbPipeline -Session $using:s -Repository $_ -First 1
/// }</code>
/// <para>Uses the session in other runspaces.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbSession")]
[OutputType(typeof(BitbucketSession))]
public sealed class GetSessionCommand : ModuleCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        BitbucketSession? session = SessionStore.Find();
        BitbucketSession shown = PlaceFinder.InEffect(
            session ?? SessionStore.Anonymous(), SessionState.Path.CurrentFileSystemLocation.ProviderPath);
        if (session is not null || shown.Workspace is not null)
        {
            WriteObject(shown);
        }
    }
}
