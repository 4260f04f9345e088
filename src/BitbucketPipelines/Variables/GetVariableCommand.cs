using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Variables;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets variables of a repository, a deployment environment or a workspace.</summary>
/// <remarks>
/// All pages are read. Bitbucket never returns the value of a secured variable: it is empty. Names without wildcards are case-sensitive;
/// names with wildcards are not.
/// </remarks>
/// <example>
/// <code>Get-BbVariable</code>
/// <para>Gets the variables of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbVariable 'DB_*' -Environment Production</code>
/// <para>Gets the variables of a deployment environment whose names start with DB_.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbVariable -Secured | Group-Object Name</code>
/// <para>Shows which secured variables the repositories of the workspace have.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbVariable", DefaultParameterSetName = "Name", SupportsPaging = true)]
[OutputType(typeof(Variable))]
public sealed class GetVariableCommand : VariableCmdlet
{
    /// <summary>The name. Wildcards are allowed. The default is all variables.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name")]
    [Alias("Key")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The uuid, with or without braces.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uuid")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public string[]? Uuid { get; set; }

    /// <summary>Returns only secured variables.</summary>
    [Parameter]
    public SwitchParameter Secured { get; set; }

    /// <summary>Returns only variables that are not secured.</summary>
    [Parameter]
    public SwitchParameter Plain { get; set; }

    /// <inheritdoc/>
    // -T was short for it before there was -ThrottleLimit.
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("T")]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(WorkspaceCompleter))]
    public override string? Team { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var query = new ListQuery<Variable>
        {
            Names = Name,
            Uuids = Uuid,
            Filter = Secured || Plain ? variable => (!Secured || variable.Secured) && (!Plain || !variable.Secured) : null,
        };
        Func<BitbucketClient, CancellationToken, Task<VariableScope>> find = CaptureScope();
        WriteList(async (client, token) =>
            (VariableResource.Of(await find(client, token).ConfigureAwait(false), client.SiteUri), query));
    }
}
