using System.ComponentModel;
using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>What every cmdlet of the module has.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ModuleCmdlet : PSCmdlet
{
    /// <summary>
    /// Refused, unless a cmdlet overrides it. PowerShell takes a parameter that a cmdlet does not have for the common one that begins with
    /// its name: -Pipeline would silently become -PipelineVariable.
    /// </summary>
    /// <remarks>All have the same type: the engine cannot set a property that hides one of another type.</remarks>
    [Parameter(DontShow = true)]
    [RefusePipeline]
    public virtual PipelineReference[] Pipeline { get; set; } = [];
}
