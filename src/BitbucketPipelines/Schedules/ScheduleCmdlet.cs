using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>A cmdlet that works on schedules that are there.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ScheduleCmdlet : ScheduleTargetCmdlet
{
    /// <summary>The uuid of the schedule, with or without braces.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Uuid")]
    [Alias("Schedule")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public string[] Uuid { get; set; } = [];

    /// <summary>A schedule from Get-BbSchedule or New-BbSchedule.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public PipelineSchedule? InputObject { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => InputObject?.Uuid ?? (Uuid.Length == 1 ? Uuid[0] : base.FailureTarget);

    /// <summary>For each schedule of the record, as it is now. An error in one does not keep the others from their turn.</summary>
    private protected virtual void ProcessSchedule(RepositoryId repository, PipelineSchedule schedule)
    {
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = TargetOf(InputObject);
        foreach (string uuid in InputObject?.Uuid is { } given ? [given] : Uuid)
        {
            Guard(() =>
            {
                PipelineSchedule schedule = Await(
                    token => new ScheduleEditor(Client, repository).GetAsync(uuid, token),
                    e => ErrorRecords.ScheduleNotFound(e, repository));
                schedule.Locate(repository, Client.SiteUri);
                ProcessSchedule(repository, schedule);
            }, uuid);
        }
    }
}
