using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the times that a schedule came due: runs that it started, and failures to start one.</summary>
/// <remarks>
/// The result is EXECUTED for a run that was started, whatever became of it, and ERRORED for one that could not be; the error says why.
/// They come in Bitbucket's order, and can be piped to the cmdlets that work on runs. Bitbucket tells no time of a failure.
/// </remarks>
/// <example>
/// <code>Get-BbSchedule | Get-BbScheduleExecution -Errored</code>
/// <para>What the schedules of the session's repository could not start, and why.</para>
/// </example>
/// <example>
/// <code>Get-BbSchedule -Custom nightly | Get-BbScheduleExecution -Executed | Get-BbStep | Where-Object Result -EQ FAILED</code>
/// <para>The steps that failed in the runs of a schedule.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbScheduleExecution", DefaultParameterSetName = "InputObject", SupportsPaging = true)]
[OutputType(typeof(ScheduleExecution))]
public sealed class GetScheduleExecutionCommand : ScheduleCmdlet
{
    /// <summary>Those only that started a run.</summary>
    [Parameter]
    public SwitchParameter Executed { get; set; }

    /// <summary>Those only that could not start one.</summary>
    [Parameter]
    public SwitchParameter Errored { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = TargetOf(InputObject);
        foreach (string uuid in InputObject?.Uuid is { } given ? [given] : Uuid)
        {
            Guard(() => WriteExecutions(repository, uuid), uuid);
        }
    }

    private void WriteExecutions(RepositoryId repository, string uuid)
    {
        PipelineSchedule schedule = Await(
            token => new ScheduleEditor(Client, repository).GetAsync(uuid, token), e => ErrorRecords.ScheduleNotFound(e, repository));
        WriteList(ScheduleResource.Executions(repository, schedule, Client.SiteUri), new ListQuery<ScheduleExecution>
        {
            Filter = Executed || Errored ? execution => execution.IsErrored ? Errored : Executed : null,
        });
    }
}
