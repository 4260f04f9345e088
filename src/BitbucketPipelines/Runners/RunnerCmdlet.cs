using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that work on runners, by default those of a repository.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RunnerCmdlet : RepositoryCmdlet
{
    /// <summary>Uses the runners of the workspace instead of those of a repository.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [YesNoTransformation]
    public SwitchParameter WorkspaceScope { get; set; }

    /// <summary>Resolves the repository or workspace to which the runners of this record belong.</summary>
    private protected RunnerScope ResolveScope() =>
        WorkspaceScope ? RunnerScope.OfWorkspace(ResolveWorkspace()) : RunnerScope.OfRepository(TargetRepository);

    /// <summary>Warns when no label names an operating system, because steps may not find the runner.</summary>
    private protected void WarnOfLabels(string? name, string[] labels)
    {
        if (!RunnerLabels.NameSystem(labels))
        {
            WriteWarning($"No label of runner '{name}' names its operating system (linux, linux.arm64, linux.shell, windows, macos), so "
                + "steps may not find it.");
        }
    }
}
