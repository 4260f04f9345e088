using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines;

/// <summary>A piped variable as it was read, whatever a script has done to it since.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Input">The piped variable itself.</param>
/// <param name="Scope">The scope that it was read from, with the uuid of an environment.</param>
internal sealed record PipedVariable(Variable Variable, Variable Input, VariableScope Scope)
{
    /// <summary>The name only: the value may be a secret.</summary>
    public override string ToString() => Variable.ToString();
}
