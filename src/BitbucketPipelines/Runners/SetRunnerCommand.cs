using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Changes the name or the labels of self-hosted runners.</summary>
/// <remarks>
/// -Label replaces all labels of a runner; the cmdlet adds self.hosted, which every runner has, if necessary. Include the label of the
/// operating system (linux, linux.arm64, linux.shell, windows or macos): without it, steps do not find the runner. A name or labels that
/// are not specified do not change; those of a runner from Get-BbRunner stay as they were when it was read.
/// </remarks>
/// <example>
/// <code>Set-BbRunner linux-1 -Label linux, docker.large</code>
/// <para>Replaces the labels of a runner of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRunner -WorkspaceScope | Where-Object { $_.Labels -contains 'old' } |
///     ForEach-Object { $_ | Set-BbRunner -Label ($_.Labels -ne 'old') }</code>
/// <para>Removes one label from all runners of the workspace that have it.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbRunner", SupportsShouldProcess = true, DefaultParameterSetName = "InputObject")]
[OutputType(typeof(Runner))]
public sealed class SetRunnerCommand : RunnerChangeCmdlet
{
    /// <summary>The new name. Only one runner can be renamed at a time.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? NewName { get; set; }

    /// <summary>The new labels, which replace all existing ones. self.hosted is added.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunnerCompleter))]
    public string[]? Label { get; set; }

    /// <summary>Returns the changed runner; with -WhatIf, the plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override string? RequestedName => NotEmpty(NewName);

    /// <inheritdoc/>
    private protected override string? MissingChange => RequestedName is null && Label is null ? "-NewName or -Label" : null;

    /// <inheritdoc/>
    private protected override Func<IReadOnlyList<Runner>, IEnumerable<PlannedChange<Runner>>> NewPlan(
        RunnerScope scope, BitbucketClient client)
    {
        var edit = new RunnerEdit(NotEmpty(NewName), Label is null ? null : RunnerLabels.Complete(Label));
        BitbucketSession session = CurrentSession;
        return runners => RequireSingleItem(edit.NewName, "runner", runners, r => r.Name).Select(Plan);

        PlannedChange<Runner> Plan(Runner runner)
        {
            if (edit.Labels is not null)
            {
                WarnOfLabels(runner.Name, edit.Labels);
            }

            return new(
                runner, ItemAction.Update, edit.Describe(), $"{runner.Name} in {scope}",
                async token => await RunnerEditor.UpdateAsync(client, scope, runner, edit, token).ConfigureAwait(false))
            {
                Map = e => e is BitbucketApiException failure
                    ? Errors.RunnerRefused(failure, session, scope, runner.ToString(), "changed") : null,
            };
        }
    }

    /// <inheritdoc/>
    protected override void Finish() =>
        Change(new BulkOptions("runner", ThrottleLimit) { SuppressRows = !PassThru, WritesItem = true });
}
