using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Commands;

/// <summary>Removes a schedule.</summary>
/// <remarks>
/// Asks first, unless -Force is given: its executions go with it. To have it rest for a while, disable it: Set-BbSchedule -Enabled $false.
/// </remarks>
/// <example>
/// <code>Remove-BbSchedule '{0b9c1b0e-5f0a-4d8e-9f5e-0c7f3f0a1b2c}'</code>
/// <para>Removes one, after a question.</para>
/// </example>
/// <example>
/// <code>Get-BbSchedule -Branch 'release/*' -Disabled | Remove-BbSchedule -Force</code>
/// <para>Removes disabled ones of some branches, without a question.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BbSchedule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = "InputObject")]
public sealed class RemoveScheduleCommand : ScheduleCmdlet
{
    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override void ProcessSchedule(RepositoryId repository, PipelineSchedule schedule)
    {
        if (IsApproved($"{repository} {schedule.Uuid} ({schedule})", "Remove schedule", Force))
        {
            Await(token => ScheduleWork.RemoveAsync(Client, repository, Required.Uuid(schedule.Uuid, $"schedule '{schedule}'"), token));
        }
    }
}
