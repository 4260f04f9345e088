using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Commands;

/// <summary>Removes self-hosted runners.</summary>
/// <remarks>
/// A removed runner can no longer connect to Bitbucket; a new runner needs a new secret. The cmdlet asks for confirmation before it removes
/// each runner, unless -Force is specified. When several runners have the same name, specify -Uuid or pipe them in.
/// </remarks>
/// <example>
/// <code>Remove-BbRunner linux-1</code>
/// <para>Asks for confirmation, and removes one runner of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRunner -WorkspaceScope | Where-Object Status -eq OFFLINE | Remove-BbRunner -WhatIf</code>
/// <para>Shows which runners of the workspace would be removed.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbRunner", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = "InputObject")]
[OutputType(typeof(ChangeResult))]
public sealed class RemoveRunnerCommand : RunnerChangeCmdlet
{
    /// <summary>Does not ask for confirmation.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns a result for each runner; with -WhatIf, the plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override Func<IReadOnlyList<Runner>, IEnumerable<PlannedChange<Runner>>> NewPlan(
        RunnerScope scope, BitbucketClient client) =>
        runners => runners.Select(runner => new PlannedChange<Runner>(
            runner, ItemAction.Remove, "Remove runner", $"{runner.Name} ({runner.Status}) in {scope}",
            async token =>
            {
                string uuid = Required.Uuid(runner.Uuid, $"runner '{runner.Name}'");
                await client.SendAsync(Runners.Delete(scope, uuid), token).ConfigureAwait(false);
                client.Written.NoteRemoved(Runners.List(scope).Path, uuid);
                return null;
            }));

    /// <inheritdoc/>
    protected override void Finish() =>
        Change(new BulkOptions("runner", ThrottleLimit) { SuppressRows = !PassThru, Force = Force, IsHighImpact = true });
}
