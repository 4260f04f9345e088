using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Commands;

/// <summary>Removes self-hosted runners.</summary>
/// <remarks>
/// What runs on the machine of a removed runner can no longer sign in; a new runner needs a new secret. It asks before each one unless
/// -Force is given. A name that several runners have means none of them: give -Uuid, or pipe them in.
/// </remarks>
/// <example>
/// <code>Remove-BbRunner linux-1</code>
/// <para>Asks, and removes one runner of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRunner -WorkspaceScope | Where-Object Status -eq OFFLINE | Remove-BbRunner -WhatIf</code>
/// <para>Shows which runners of the workspace would be removed.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbRunner", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = "InputObject")]
public sealed class RemoveRunnerCommand : RunnerChangeCmdlet
{
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override void ProcessRunners(RunnerScope scope, IReadOnlyList<Runner> runners)
    {
        foreach (Runner runner in runners)
        {
            // Named twice is removed once.
            if (_asked.Add(runner.Uuid ?? runner.Name ?? "") && IsApproved($"{runner.Name} ({runner.Status}) in {scope}", "Remove runner", Force))
            {
                Guard(() => Await(token => Client.SendAsync(Runners.Delete(scope, Required.Uuid(runner.Uuid, $"runner '{runner.Name}'")), token)), runner.Name);
            }
        }
    }
}
