using System.ComponentModel;
using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>
/// Forgets the session that was made from environment variables when the module is removed. One of Connect-BbWorkspace is kept: scripts
/// import modules again with -Force in the middle of the work. Disconnect-BbWorkspace ends it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SessionCleanup : IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell when the module is removed.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo) => SessionStore.ForgetEnvironment();
}
