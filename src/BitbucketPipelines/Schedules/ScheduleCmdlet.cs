using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines;

/// <summary>The base class of cmdlets that work on existing schedules.</summary>
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
    [Parameter(ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public PipelineSchedule? InputObject { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => InputObject?.Uuid ?? (Uuid.Length == 1 ? Uuid[0] : base.FailureTarget);

    /// <summary>Selects the schedules that this record specifies, with the plan of their changes.</summary>
    private protected Selection<PipelineSchedule> SelectSchedules(
        RepositoryId repository, Func<IReadOnlyList<PipelineSchedule>, IEnumerable<PlannedChange<PipelineSchedule>>> plan) => Select(
        ScheduleResource.Of(repository, Client.SiteUri), [], InputObject is null ? Uuid : null, InputObject, plan);
}
