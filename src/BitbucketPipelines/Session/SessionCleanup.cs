using System.ComponentModel;
using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>Forgets the sessions of the runspace when the module is removed.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SessionCleanup : IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell when the module is removed.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo) => SessionStore.Clear();
}
