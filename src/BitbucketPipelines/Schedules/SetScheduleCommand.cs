using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Enables, disables or changes a schedule.</summary>
/// <remarks>
/// <para>Bitbucket can only enable or disable a schedule. To change the pattern, the branch or the pipeline, the cmdlet therefore replaces
/// the schedule with a new one, which has a new uuid and does not have the executions of the old one. A warning says so, and another
/// one if the new schedule is the same as one that exists.</para>
/// <para>The cmdlet disables the old schedule, creates the new one, and removes the old one. When a step fails, it enables the old schedule
/// again. The two are never enabled at the same time, and a schedule is never lost. The repository needs room for one schedule more.</para>
/// </remarks>
/// <example>
/// <code>Get-BbSchedule -Branch main | Set-BbSchedule -Enabled $false</code>
/// <para>Disables the schedules of a branch.</para>
/// </example>
/// <example>
/// <code>Get-BbSchedule -Custom nightly | Set-BbSchedule -Cron '30 3 * * *' -PassThru</code>
/// <para>Changes the time of the schedules to 3:30 UTC, and returns the new schedules.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbSchedule", SupportsShouldProcess = true, DefaultParameterSetName = "InputObject")]
[OutputType(typeof(PipelineSchedule))]
public sealed class SetScheduleCommand : ScheduleCmdlet
{
    private readonly List<Selection<PipelineSchedule>> _selected = [];
    private ScheduleChanges? _changes;

    /// <summary>Whether the schedule is enabled: <c>$true</c> or <c>$false</c>. By default this does not change.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool Enabled { get; set; }

    /// <summary>The new times of the runs, in UTC: five fields, a nickname, or seven fields; see New-BbSchedule.</summary>
    [Parameter]
    [Alias("CronPattern")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CronCompleter))]
    public string? Cron { get; set; }

    /// <summary>The new branch.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [OneName(nameof(Branch))]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string? Branch { get; set; }

    /// <summary>The new custom pipeline.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [OneName(nameof(Custom), AllowsWildcards = true)]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public string? Custom { get; set; }

    /// <summary>A synonym for -Custom.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>Runs the pipeline of the branch instead of a custom pipeline.</summary>
    [Parameter]
    public SwitchParameter NoCustom { get; set; }

    /// <summary>Changes the schedule even if the branch does not exist.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the changed schedule, or the new one that replaced it. With -WhatIf, the plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        RequireSpecified("schedule");
        CheckCustom();
        var edit = new ScheduleEdit
        {
            Enabled = MyInvocation.BoundParameters.ContainsKey(nameof(Enabled)) ? Enabled : null,
            Cron = Cron,
            // Defaults say what a new schedule runs, and do not change one.
            Branch = IsFromDefaults(nameof(Branch)) ? null : Branch,
            Custom = CustomOf(IsFromDefaults(nameof(Custom)) ? null : Custom),
            NoCustom = NoCustom,
        };
        if (Errors.InvalidScheduleEdit(edit) is { } error)
        {
            throw new ErrorRecordException(error, terminating: true);
        }

        edit = edit with { Cron = Cron is null ? null : ScheduleResource.ParseCron(Cron).Quartz };
        _changes = new ScheduleChanges(edit, Force, IsWhatIf, ForPlanAsync, Post, WriteVerbose, WriteWarning, DeferError);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (_changes is not { } changes)
        {
            // The cron pattern was invalid. Begin has written the error.
            return;
        }

        RepositoryId repository = ResolveRepositoryOf(InputObject);
        BitbucketClient client = Client;
        BitbucketSession session = CurrentSession;
        _selected.Add(SelectSchedules(repository, found => changes.Plan(client, session, repository, found)) with
        {
            Suffices = changes.Suffices,
            Prepare = (found, token) => changes.CheckTargetsAsync(client, repository, found, token),
        });
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        Change(_selected, new BulkOptions("schedule", ThrottleLimit) { SuppressRows = !PassThru, WritesItem = true });
        _changes?.WriteWarnings();
    }
}
