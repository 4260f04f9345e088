using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Settings;

namespace BitbucketPipelines.Commands;

/// <summary>Removes deployment environments, and their variables with them.</summary>
/// <remarks>
/// The variables of an environment are removed with it, and secured values cannot be read: save what you need before, with
/// Export-BbVariable -Environment. The cmdlet asks for confirmation before it removes each environment, unless -Force is specified. Steps
/// that deploy to a removed environment fail.
/// </remarks>
/// <example>
/// <code>Remove-BbEnvironment Preview</code>
/// <para>Asks for confirmation, and removes one environment of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Remove-BbEnvironment -Name 'Old*' -WhatIf</code>
/// <para>Shows what would be removed from many repositories.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbEnvironment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = "InputObject")]
[OutputType(typeof(ChangeResult))]
public sealed class RemoveEnvironmentCommand : EnvironmentCmdlet
{
    /// <summary>Does not ask for confirmation.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns a result for each environment; with -WhatIf, the plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override Func<IReadOnlyList<DeploymentEnvironment>, IEnumerable<PlannedChange<DeploymentEnvironment>>> NewPlan(
        RepositoryId repository, BitbucketClient client) =>
        environments => environments.Select(environment => new PlannedChange<DeploymentEnvironment>(
            environment, ItemAction.Remove, "Remove environment and its variables", $"{environment.Name} in {repository}",
            async token =>
            {
                string uuid = Required.Uuid(environment.Uuid, $"environment '{environment.Name}'");
                await EnvironmentEditor.RemoveAsync(client, repository, uuid, token).ConfigureAwait(false);
                return null;
            }));

    /// <inheritdoc/>
    protected override void Finish() =>
        Change(new BulkOptions("environment", ThrottleLimit) { SuppressRows = !PassThru, Force = Force, IsHighImpact = true });
}
