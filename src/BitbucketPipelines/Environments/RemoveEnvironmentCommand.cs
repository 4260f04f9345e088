using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Commands;

/// <summary>Removes deployment environments, and their variables with them.</summary>
/// <remarks>
/// The variables of an environment go with it, and a secured value can never be read back: export what is needed before, with
/// Export-BbVariable -Environment. It asks before each one unless -Force is given. Steps that deploy to a removed environment fail.
/// </remarks>
/// <example>
/// <code>Remove-BbEnvironment Preview</code>
/// <para>Asks, and removes one environment of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | Remove-BbEnvironment -Name 'Old*' -WhatIf</code>
/// <para>Shows what would be removed from many repositories.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbEnvironment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = "InputObject")]
public sealed class RemoveEnvironmentCommand : EnvironmentCmdlet
{
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override void ProcessEnvironments(RepositoryId repository, IReadOnlyList<DeploymentEnvironment> environments)
    {
        foreach (DeploymentEnvironment environment in environments)
        {
            // Named twice is removed once.
            if (_asked.Add(environment.Uuid ?? environment.Name ?? "") && IsApproved($"{environment.Name} in {repository}", "Remove environment and its variables", Force))
            {
                Guard(() => Await(token => EnvironmentChanger.RemoveAsync(
                    Client, repository, Required.Uuid(environment.Uuid, $"environment '{environment.Name}'"), token)), environment.Name);
            }
        }
    }
}
