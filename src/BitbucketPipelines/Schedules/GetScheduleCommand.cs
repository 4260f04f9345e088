using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Gets schedules of a repository.</summary>
/// <remarks>
/// Each schedule has the time of its next run. Times are in UTC, as cron patterns of Bitbucket are. Schedules have no names: they are
/// identified by uuid, and can be filtered by branch and custom pipeline. If no schedule matches, a warning says which branch or custom
/// pipeline does not exist.
/// </remarks>
/// <example>
/// <code>Get-BbSchedule</code>
/// <para>The schedules of the session's repository.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository | Get-BbSchedule -Enabled | Sort-Object NextRun</code>
/// <para>The enabled schedules of all repositories of the workspace, the next run first.</para>
/// </example>
/// <example>
/// <code>Get-BbSchedule -Custom nightly | Set-BbSchedule -Enabled $false</code>
/// <para>Disables the schedules of a custom pipeline.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BbSchedule", DefaultParameterSetName = "List", SupportsPaging = true)]
[OutputType(typeof(PipelineSchedule))]
public sealed class GetScheduleCommand : RepositoryCmdlet
{
    private RepositoryId? _first;
    private bool _hasMatch;

    /// <summary>The uuid of the schedule, with or without braces. By default all schedules.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Uuid")]
    [Alias("Schedule")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public string[] Uuid { get; set; } = [];

    /// <summary>Gets only schedules of these branches. Supports wildcards.</summary>
    [Parameter(ParameterSetName = "List")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string[]? Branch { get; set; }

    /// <summary>Gets only schedules of these custom pipelines. Supports wildcards.</summary>
    [Parameter(ParameterSetName = "List")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public string[]? Custom { get; set; }

    /// <summary>A synonym for -Custom.</summary>
    [Parameter(ParameterSetName = "List")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>Gets only enabled schedules.</summary>
    [Parameter(ParameterSetName = "List")]
    public SwitchParameter Enabled { get; set; }

    /// <summary>Gets only disabled schedules.</summary>
    [Parameter(ParameterSetName = "List")]
    public SwitchParameter Disabled { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Uuid.Length == 1 ? Uuid[0] : base.FailureTarget;

    /// <inheritdoc/>
    protected override void Begin()
    {
        CheckCustom(isList: true);
        Custom = Pipeline.Length > 0 ? [.. Pipeline.Select(p => p.ToString())] : Custom;
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        RepositoryId repository = TargetRepository;
        Resource<PipelineSchedule> resource = ScheduleResource.Of(repository, Client.SiteUri);
        WriteList(
            resource with
            {
                SetLocation = schedule =>
                {
                    resource.SetLocation(schedule);
                    _hasMatch = _hasMatch || IsWanted(schedule);
                },
            },
            new ListQuery<PipelineSchedule>
            {
                Uuids = ParameterSetName == "Uuid" ? Uuid : null,
                Filter = Branch is null && Custom is null && !Enabled && !Disabled ? null : IsWanted,
            });
        _first ??= ParameterSetName == "Uuid" || PagingParameters.First == 0 ? null : repository;
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        // Of many repositories, some may lack the branch.
        if (!_hasMatch && _first is { } repository)
        {
            Await(token => new EmptyList(Client, repository).FindReasonsAsync(Branch, null, Custom, 0, token))
                .ToList().ForEach(WriteAsWarning);
        }
    }

    private bool IsWanted(PipelineSchedule schedule) =>
        NameFilter.Any(Branch, schedule.Branch)
        && (Custom is null || (schedule.Custom is { } custom && NameFilter.Any(Custom, custom)))
        && (!Enabled || schedule.Enabled)
        && (!Disabled || !schedule.Enabled);
}
