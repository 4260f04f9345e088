using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Enables, disables or changes a schedule.</summary>
/// <remarks>
/// <para>Bitbucket can enable and disable a schedule, and change nothing else. Another pattern, branch or pipeline therefore takes a new
/// schedule in place of the old one, with a new uuid and without its executions; a warning says so.</para>
/// <para>The old one is disabled first, and removed last; when something fails in between, it is enabled again. At no time are both
/// enabled, and never is there none. The change needs room for one schedule more in the repository.</para>
/// </remarks>
/// <example>
/// <code>Get-BbSchedule -Branch main | Set-BbSchedule -Enabled $false</code>
/// <para>Disables the schedules of a branch.</para>
/// </example>
/// <example>
/// <code>Get-BbSchedule -Custom nightly | Set-BbSchedule -Cron '30 3 * * *' -PassThru</code>
/// <para>Runs them at 3:30 UTC from now on, and writes the new schedules.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BbSchedule", SupportsShouldProcess = true, DefaultParameterSetName = "InputObject")]
[OutputType(typeof(PipelineSchedule))]
public sealed class SetScheduleCommand : ScheduleCmdlet
{
    private readonly List<Selection<PipelineSchedule>> _selected = [];
    private ScheduleChanges? _changes;

    /// <summary>Whether it is to run: <c>$true</c> or <c>$false</c>. By default it stays as it is.</summary>
    [Parameter]
    public bool Enabled { get; set; }

    /// <summary>When, in UTC: five fields, a nickname, or seven fields; see New-BbSchedule.</summary>
    [Parameter]
    [Alias("CronPattern")]
    [ValidateNotNullOrEmpty]
    public string? Cron { get; set; }

    /// <summary>The branch.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string? Branch { get; set; }

    /// <summary>The custom pipeline.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public string? Custom { get; set; }

    /// <summary>Another word for -Custom.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>The branch's own pipeline, in place of a custom one.</summary>
    [Parameter]
    public SwitchParameter NoCustom { get; set; }

    /// <summary>Changes the schedule though the branch does not exist.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the schedule: the new one, where it was replaced. With -WhatIf, the plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Requests in flight at most. Schedules are replaced one after the other.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 5;

    /// <inheritdoc/>
    protected override void Begin()
    {
        CheckCustom();
        var edit = new ScheduleEdit
        {
            Enabled = MyInvocation.BoundParameters.ContainsKey(nameof(Enabled)) ? Enabled : null,
            Cron = Cron,
            Branch = Branch,
            Custom = CustomOf(Custom),
            NoCustom = NoCustom,
        };
        if (edit.IsEmpty)
        {
            throw new ErrorRecordException(
                ErrorRecords.NothingToChange("-Enabled, -Cron, -Branch, -Custom or -NoCustom"), terminating: true);
        }

        if (NoCustom && edit.Custom is not null)
        {
            throw new ErrorRecordException(
                ErrorRecords.InvalidArgument(
                    ErrorId.AmbiguousTarget, "-Custom and -NoCustom cannot be used together.", "Specify only one of them."),
                terminating: true);
        }

        CronPattern? cron = Cron is null
            ? null
            : ErrorMap.Run(() => CronPattern.ParseUpcoming(Cron), e => ErrorRecords.InvalidCron(e, Cron));
        _changes = new ScheduleChanges(
            edit with { Cron = cron?.Quartz }, Force, Post, WriteVerbose, WriteWarning, WriteErrorLater);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (_changes is not { } changes)
        {
            // Begin has written the error of the pattern.
            return;
        }

        RepositoryId repository = TargetOf(InputObject);
        BitbucketClient client = Client;
        BitbucketSession session = CurrentSession;
        _selected.Add(SelectSchedules(repository, found => changes.Plan(client, session, repository, found)) with
        {
            Prepare = (found, token) => changes.LookAsync(client, repository, found, token),
        });
    }

    /// <inheritdoc/>
    protected override void Finish() => Change(_selected, new BulkOptions("schedule", ThrottleLimit)
    {
        Quiet = !PassThru,
        WritesItem = true,
    });
}
