using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines.Commands;

/// <summary>Removes a schedule.</summary>
/// <remarks>
/// The executions of the schedule are removed with it. The cmdlet asks for confirmation unless -Force is specified. To stop a schedule for
/// a while, disable it instead: Set-BbSchedule -Enabled $false.
/// </remarks>
/// <example>
/// <code>Remove-BbSchedule '{0b9c1b0e-5f0a-4d8e-9f5e-0c7f3f0a1b2c}'</code>
/// <para>Asks for confirmation, and removes one schedule of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbSchedule -Branch 'release/*' -Disabled | Remove-BbSchedule -Force</code>
/// <para>Removes the disabled schedules of some branches without asking.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbSchedule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = "InputObject")]
[OutputType(typeof(ChangeResult))]
public sealed class RemoveScheduleCommand : ScheduleCmdlet
{
    private readonly List<Selection<PipelineSchedule>> _selected = [];

    /// <summary>Does not ask for confirmation.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns a result for each schedule; with -WhatIf, the plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = ResolveRepositoryOf(InputObject);
        BitbucketClient client = Client;
        _selected.Add(SelectSchedules(repository, found => Plan(repository, client, found)));
    }

    /// <inheritdoc/>
    protected override void Finish() =>
        Change(_selected, new BulkOptions("schedule", ThrottleLimit) { SuppressRows = !PassThru, Force = Force, IsHighImpact = true });

    private static IEnumerable<PlannedChange<PipelineSchedule>> Plan(
        RepositoryId repository, BitbucketClient client, IReadOnlyList<PipelineSchedule> schedules) =>
        schedules.Select(schedule => new PlannedChange<PipelineSchedule>(
            schedule, ItemAction.Remove, "Remove schedule", $"{repository} {schedule.Uuid} ({schedule})",
            async token =>
            {
                string uuid = Required.Uuid(schedule.Uuid, $"schedule '{schedule}'");
                await new ScheduleEditor(client, repository).RemoveAsync(uuid, token).ConfigureAwait(false);
                return null;
            })
        {
            Map = e => Errors.ScheduleNotFound(e, repository),
        });
}
