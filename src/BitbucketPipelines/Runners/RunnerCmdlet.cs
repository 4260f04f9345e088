using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>A cmdlet that works on runners: a repository's unless told otherwise.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RunnerCmdlet : RepositoryCmdlet
{
    /// <summary>The runners of the workspace, in place of a repository's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [YesNoTransformation]
    public SwitchParameter WorkspaceScope { get; set; }

    /// <summary>Whose runners this record is about.</summary>
    private protected RunnerScope ResolveScope() =>
        WorkspaceScope ? RunnerScope.OfWorkspace(ResolveWorkspace()) : RunnerScope.OfRepository(Target);

    /// <summary>Warns of labels without one that names a system: no step would find the runner.</summary>
    private protected void WarnOfLabels(string? name, string[] labels)
    {
        if (!RunnerLabels.NameSystem(labels))
        {
            WriteWarning($"No label of runner '{name}' names its system (linux, linux.arm64, linux.shell, windows, macos): steps may not "
                + "find it.");
        }
    }
}
