using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines.Commands;

/// <summary>Gets the executions of schedules: the runs that they started, and the failures to start one.</summary>
/// <remarks>
/// Without a schedule, gets the executions of all schedules of the repository. The result is EXECUTED when a run was started, whatever
/// the result of the run, and ERRORED when none could be started; the property Error says why. The executions are in the order of
/// Bitbucket, and can be piped to the cmdlets that work on runs. Bitbucket reports no time for a failure.
/// </remarks>
/// <example>
/// <code>Get-BbSchedule | Get-BbScheduleExecution -Errored</code>
/// <para>Shows when schedules of the session's repository could not start a run, and why.</para>
/// </example>
/// <example>
/// <code>Get-BbSchedule -Custom nightly | Get-BbScheduleExecution -Executed | Get-BbStep | Where-Object Result -EQ FAILED</code>
/// <para>Gets the failed steps of the runs that a schedule started.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbScheduleExecution", DefaultParameterSetName = "InputObject", SupportsPaging = true)]
[OutputType(typeof(ScheduleExecution))]
public sealed class GetScheduleExecutionCommand : ScheduleCmdlet
{
    /// <summary>Gets only executions that started a run.</summary>
    [Parameter]
    public SwitchParameter Executed { get; set; }

    /// <summary>Gets only executions that could not start a run.</summary>
    [Parameter]
    public SwitchParameter Errored { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = ResolveRepositoryOf(InputObject);
        var query = new ListQuery<ScheduleExecution>
        {
            Filter = Executed || Errored ? execution => execution.IsErrored ? Errored : Executed : null,
        };
        if (InputObject?.Uuid is null && ParameterSetName != "Uuid")
        {
            Start((record, token) => WriteAllAsync(record, repository, query, token));
            return;
        }

        foreach (string uuid in InputObject?.Uuid is { } piped ? [piped] : Uuid)
        {
            WriteList(
                async (client, token) =>
                {
                    PipelineSchedule schedule = await ErrorMap.RunAsync(
                        t => new ScheduleEditor(client, repository).GetAsync(uuid, t), e => Errors.ScheduleNotFound(e, repository), token)
                        .ConfigureAwait(false);
                    return (ScheduleResource.Executions(repository, schedule, client.SiteUri), query);
                },
                uuid);
        }
    }

    /// <summary>Writes the executions of all schedules. An error of one schedule does not stop the others.</summary>
    private async Task<Action?> WriteAllAsync(
        RecordWork record, RepositoryId repository, ListQuery<ScheduleExecution> query, CancellationToken cancellationToken)
    {
        List<PipelineSchedule> schedules = await record.Gate.RunAsync(
            () => new ScheduleEditor(record.Client, repository).ListAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        foreach (PipelineSchedule schedule in schedules.Where(s => s.Uuid is not null))
        {
            await WritePartAsync(
                () => ListAsync(
                    record, ScheduleResource.Executions(repository, schedule, record.Client.SiteUri), query, cancellationToken),
                schedule.Uuid!).ConfigureAwait(false);
        }

        return null;
    }
}
