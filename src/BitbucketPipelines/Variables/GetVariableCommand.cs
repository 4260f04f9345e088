using System.Management.Automation;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets variables of a repository, a deployment environment or a workspace.</summary>
/// <remarks>
/// All pages are read. The value of a secured variable can never be read back: it is empty. A name without wildcards is taken to the
/// letter, since names are case-sensitive; with wildcards, case does not matter.
/// </remarks>
/// <example>
/// <code>Get-BbVariable</code>
/// <para>The variables of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbVariable 'DB_*' -Environment Production</code>
/// <para>Some of those of a deployment environment.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbVariable -Secured | Group-Object Name</code>
/// <para>Which secrets are in use in the repositories of the workspace.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbVariable", DefaultParameterSetName = "Name", SupportsPaging = true)]
[OutputType(typeof(Variable))]
public sealed class GetVariableCommand : VariableCmdlet
{
    /// <summary>The name. Takes wildcards. By default all.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name")]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The uuid, with or without braces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uuid")]
    [ValidateNotNullOrEmpty]
    public string[]? Uuid { get; set; }

    /// <summary>Secured ones only.</summary>
    [Parameter]
    public SwitchParameter Secured { get; set; }

    /// <summary>Those only that are not secured.</summary>
    [Parameter]
    public SwitchParameter Plain { get; set; }

    /// <inheritdoc/>
    protected override void Process() => WriteList(VariableResource.Of(ResolveScope()), new ListQuery<Variable>
    {
        Names = Name,
        Uuids = Uuid,
        Filter = Secured || Plain ? variable => (!Secured || variable.Secured) && (!Plain || !variable.Secured) : null,
    });
}
