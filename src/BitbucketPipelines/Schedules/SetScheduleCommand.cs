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
    private CronPattern? _cron;

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

    /// <summary>Writes the schedule: the new one, where it was replaced.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool? WantedState => MyInvocation.BoundParameters.ContainsKey(nameof(Enabled)) ? Enabled : null;

    /// <inheritdoc/>
    protected override void Begin()
    {
        CheckCustom();
        Custom = CustomOf(Custom);
        if (WantedState is null && Cron is null && Branch is null && Custom is null && !NoCustom)
        {
            throw new ItemFailedException(
                ErrorRecords.NothingToChange("-Enabled, -Cron, -Branch, -Custom or -NoCustom"), terminating: true);
        }

        if (NoCustom && Custom is not null)
        {
            throw new ItemFailedException(
                ErrorRecords.InvalidArgument(ErrorId.AmbiguousTarget, "-Custom and -NoCustom exclude one another.", "Give one of them."),
                terminating: true);
        }

        _cron = Cron is null ? null : ErrorMap.Run(
            () => CronPattern.ParseUpcoming(Cron), e => ErrorRecords.InvalidCron(e, Cron));
    }

    /// <inheritdoc/>
    private protected override void ProcessSchedule(RepositoryId repository, PipelineSchedule schedule)
    {
        if (Cron is not null && _cron is null)
        {
            // The error was told at the beginning.
            return;
        }

        var body = new ScheduleBody
        {
            Target = Branch is null && Custom is null && !NoCustom && TargetOf(schedule) is { } same
                ? same : ScheduleBody.TargetOf(Branch ?? schedule.Branch ?? "", NoCustom ? null : Custom ?? schedule.Custom),
            Cron = _cron?.Quartz ?? schedule.Cron ?? "",
            Enabled = WantedState ?? schedule.Enabled,
        };
        if (ScheduleEditor.Same(schedule, body))
        {
            SetState(repository, schedule);
        }
        else
        {
            Replace(repository, schedule, body);
        }
    }

    /// <summary>The target as it is, cut down to what a request takes.</summary>
    private static PipelineTarget? TargetOf(PipelineSchedule schedule) =>
        schedule.Target is not { RefName: { } branch, Selector: { } selector } ? null : new()
    {
        Type = PipelineTarget.RefType,
        RefKind = "branch",
        RefName = branch,
        Selector = new PipelineSelector { Type = selector.Type, Pattern = selector.Pattern },
    };

    private void SetState(RepositoryId repository, PipelineSchedule schedule)
    {
        if (WantedState is not { } wanted || wanted == schedule.Enabled)
        {
            WriteVerbose($"Schedule {schedule.Uuid} is what it should be.");
        }
        else if (ShouldProcess($"{repository} {schedule.Uuid} ({schedule})", wanted ? "Enable schedule" : "Disable schedule"))
        {
            schedule = Await(
                token => new ScheduleEditor(Client, repository).SetEnabledAsync(
                    Required.Uuid(schedule.Uuid, $"schedule '{schedule}'"), wanted, token),
                e => ErrorRecords.ScheduleNotFound(e, repository));
        }
        else
        {
            return;
        }

        Write(repository, schedule);
    }

    private void Replace(RepositoryId repository, PipelineSchedule old, ScheduleBody body)
    {
        BitbucketSession session = CurrentSession;
        if (Branch is not null || Custom is not null)
        {
            CheckTarget(repository, Branch ?? old.Branch ?? "", NoCustom ? null : Custom ?? old.Custom, Force);
        }

        string state = !body.Enabled ? "disabled" : CronPattern.TryParse(body.Cron) is { } cron ? NextRun(cron) : "enabled";
        if (!ShouldProcess($"{repository} {old.Uuid} ({old})", $"Replace schedule by one of {body.Target} at '{body.Cron}' ({state})"))
        {
            return;
        }

        List<PipelineSchedule> before = Await(token => new ScheduleEditor(Client, repository).ListAsync(token));
        ScheduleReplacement done = Await(
            token => new ScheduleEditor(Client, repository).ReplaceAsync(old, body, before, token),
            e => ErrorRecords.ScheduleFailed(e, session, repository, old));
        WriteWarning($"Schedule {old.Uuid} was replaced by {done.Schedule.Uuid}: Bitbucket cannot change the pattern or the target of a "
            + "schedule.");
        Write(repository, done.Schedule);
        if (done.NotRemoved is { } e)
        {
            WriteError(ErrorRecords.ScheduleLeftBehind(e, session, old, done.Schedule));
        }
    }

    private void Write(RepositoryId repository, PipelineSchedule schedule)
    {
        if (PassThru)
        {
            schedule.Locate(repository, Client.SiteUri);
            WriteObject(schedule);
        }
    }
}
