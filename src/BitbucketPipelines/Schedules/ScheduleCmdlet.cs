using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>A cmdlet that works on schedules that are there.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ScheduleCmdlet : RepositoryCmdlet
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

    /// <summary>The schedules that this record is about, and what is done to them.</summary>
    private protected Selection<PipelineSchedule> SelectSchedules(
        RepositoryId repository, Func<IReadOnlyList<PipelineSchedule>, IEnumerable<PlannedChange<PipelineSchedule>>> plan) => Select(
        ScheduleResource.Of(repository, Client.SiteUri), [], InputObject is null ? Uuid : null, InputObject, plan);
}
