using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Output;

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

#pragma warning disable RS0030 // The one way to a person, with BitbucketCmdlet.Writing.cs.
    /// <summary>Writes a warning in which nothing acts on a terminal or a build system.</summary>
    private protected new void WriteWarning(string text) => base.WriteWarning(LogSanitizer.Message(text));
#pragma warning restore RS0030
}
