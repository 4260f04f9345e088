using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Commands;

/// <summary>Renames self-hosted runners, or gives them other labels.</summary>
/// <remarks>
/// -Label replaces all labels of a runner; self.hosted, which each one has, is added where it is not given. Give the label of the system
/// (linux, linux.arm64, linux.shell, windows or macos) with the others: without it steps do not find the runner. What is not given stays
/// as it is.
/// </remarks>
/// <example>
/// <code>Set-BbRunner linux-1 -Label linux, docker.large</code>
/// <para>Other labels for a runner of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRunner -WorkspaceScope | Where-Object { $_.Labels -contains 'old' } |
///     ForEach-Object { $_ | Set-BbRunner -Label ($_.Labels -ne 'old') }</code>
/// <para>Takes one label away from all runners of the workspace that have it.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbRunner", SupportsShouldProcess = true, DefaultParameterSetName = "InputObject")]
[OutputType(typeof(Runner))]
public sealed class SetRunnerCommand : RunnerChangeCmdlet
{
    /// <summary>The new name. For one runner at a time.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    public string? NewName { get; set; }

    /// <summary>All labels from now on. self.hosted is added.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Label { get; set; }

    /// <summary>Writes the runner as it is now; with -WhatIf, the plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override bool Renames => NotEmpty(NewName) is not null;

    /// <inheritdoc/>
    private protected override Func<IReadOnlyList<Runner>, IEnumerable<PlannedChange<Runner>>> NewPlan(
        RunnerScope scope, BitbucketClient client)
    {
        string? newName = NotEmpty(NewName);
        string[]? labels = Label is null ? null : RunnerLabels.Complete(Label);
        string operation = string.Join(", ", new[]
        {
            newName is null ? null : $"Rename runner to {newName}", labels is null ? null : $"Set labels {string.Join(", ", labels)}",
        }.Where(text => text is not null));
        BitbucketSession session = CurrentSession;
        return runners => OneName(newName, "runner", runners, r => r.Name).Select(Plan);

        PlannedChange<Runner> Plan(Runner runner)
        {
            if (labels is not null)
            {
                WarnOfLabels(runner.Name, labels);
            }

            return new(runner, ItemAction.Update, operation, $"{runner.Name} in {scope}", token => ApplyAsync(runner, token))
            {
                Map = e => e is BitbucketApiException failure
                    ? ErrorRecords.RunnerRefused(failure, session, scope, runner.ToString(), "changed") : null,
            };
        }

        async Task<object?> ApplyAsync(Runner runner, CancellationToken cancellationToken)
        {
            // Both, always: what Bitbucket makes of one alone is not known.
            var body = new RunnerBody { Name = newName ?? runner.Name ?? "", Labels = labels ?? runner.Labels };
            Runner now = await RunnerEditor.UpdateAsync(client, scope, runner, body, cancellationToken).ConfigureAwait(false);
            (runner.Name, runner.Labels) = (body.Name, body.Labels);
            return now;
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (NotEmpty(NewName) is null && Label is null)
        {
            throw new ErrorRecordException(ErrorRecords.NothingToChange("-NewName or -Label"), terminating: true);
        }

        base.Process();
    }

    /// <inheritdoc/>
    protected override void Finish() => Change(new BulkOptions("runner", ThrottleLimit)
    {
        Quiet = !PassThru,
        WritesItem = true,
    });
}
