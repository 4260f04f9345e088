using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Makes a schedule: a pipeline of a branch that runs by itself at certain times.</summary>
/// <remarks>
/// <para>Times are in UTC, whatever the time zone of this machine or of the account. -Cron takes the five fields of cron, which are
/// converted, or the seven of Quartz, which is what Bitbucket takes; see the parameter.</para>
/// <para>The pattern is checked here, the branch on the server: Bitbucket itself would take a branch that does not exist. Bitbucket makes
/// every schedule enabled; with -Disabled it is disabled right after that, and removed again if this fails.</para>
/// <para>A repository may have a limited number of schedules. When it is reached, Bitbucket answers 401; the error is ScheduleLimit.</para>
/// <para>Branch, custom pipeline and pattern come from a piped schedule too: that is how one is copied to another repository.</para>
/// <para>Where there is a schedule of the same branch, pipeline and pattern already, none is made and that one is written, so that a script
/// can be run again. With -Disabled it is disabled, if it is not.</para>
/// </remarks>
/// <example>
/// <code>New-BbSchedule -Branch main -Custom nightly -Cron '0 2 * * 1-5'</code>
/// <para>Runs the custom pipeline nightly of branch main at 2:00 UTC from Monday to Friday.</para>
/// </example>
/// <example>
/// <code>New-BbSchedule -Cron '0 30 6 ? * 2#1 *' -Preview</code>
/// <para>Shows the next five times of a pattern (the first Monday of each month, at 6:30 UTC), and makes nothing.</para>
/// </example>
/// <example>
/// <code>Get-BbSchedule -Repository widgets | New-BbSchedule -Repository gadgets</code>
/// <para>Makes the same schedules in another repository.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "BbSchedule", SupportsShouldProcess = true, DefaultParameterSetName = "Create")]
[OutputType(typeof(PipelineSchedule), ParameterSetName = ["Create"])]
[OutputType(typeof(PlannedRun), ParameterSetName = ["Preview"])]
public sealed class NewScheduleCommand : RepositoryCmdlet
{
    // Longer than most: the target is checked, times are previewed, and one that is there already is given back.
    private const int PreviewedRuns = 5;

    /// <summary>The branch. Bitbucket has schedules of branches only.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Create")]
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Preview")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string Branch { get; set; } = "";

    /// <summary>
    /// When, in UTC. Five fields: minute, hour, day of month, month, day of week (0 to 7, where 0 and 7 are Sunday); one of the two day
    /// fields has to be <c>*</c>. Or a nickname: <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c>, <c>@monthly</c>, <c>@yearly</c>. Or seven
    /// fields of Quartz: second, minute, hour, day of month, month, day of week (1 to 7, where 1 is Sunday), year; one of the two day
    /// fields has to be <c>?</c>, and <c>L</c>, <c>W</c> and <c>#</c> may be used.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("CronPattern")]
    [ValidateNotNullOrEmpty]
    public string Cron { get; set; } = "";

    /// <summary>The custom pipeline. By default the branch's own pipeline is run.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public string? Custom { get; set; }

    /// <summary>Another word for -Custom.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>Shows the next five times of the pattern, in UTC and local time, and makes nothing. Takes no session.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Preview")]
    public SwitchParameter Preview { get; set; }

    /// <summary>Makes the schedule disabled.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = "Create")]
    [YesNoTransformation]
    public SwitchParameter Disabled { get; set; }

    /// <summary>Makes the schedule though the branch does not exist.</summary>
    [Parameter(ParameterSetName = "Create")]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Branch.Length == 0 ? Cron : Branch;

    /// <inheritdoc/>
    protected override void Begin() => CheckCustom();

    /// <inheritdoc/>
    protected override void Process()
    {
        CronPattern cron = ErrorMap.Run(
            () => CronPattern.ParseUpcoming(Cron), e => ErrorRecords.InvalidCron(e, Cron));
        if (ParameterSetName == "Preview")
        {
            WriteObject(
                cron.NextRuns().Take(PreviewedRuns).Select(t => new PlannedRun(cron.Quartz, t)),
                enumerateCollection: true);
            return;
        }

        RepositoryId repository = Target;
        BitbucketSession session = CurrentSession;
        string? custom = CustomOf(NotEmpty(Custom));
        List<PipelineSchedule> before = Await(token => new ScheduleEditor(Client, repository).ListAsync(token));
        var body = new ScheduleBody { Target = ScheduleBody.TargetOf(Branch, custom), Cron = cron.Quartz, Enabled = !Disabled };
        if (before.Find(s => ScheduleEditor.Same(s, body)) is { } twin)
        {
            WriteObject(Keep(repository, twin));
            return;
        }

        ScheduleTarget target = Await(token => ScheduleTarget.LookAsync(Client, repository, Branch, custom is not null, token));
        if (target.Refusal(repository, Branch, Force) is { } refusal)
        {
            throw new ErrorRecordException(refusal);
        }

        target.Describe(repository, Branch, custom, WriteVerbose, WriteWarning);
        if (!ShouldProcess(
            repository.ToString(),
            $"Create schedule of {body.Target} at '{cron}' ({(Disabled ? "disabled" : PlannedRun.Describe(cron))})"))
        {
            return;
        }

        PipelineSchedule made = Await(
            token => new ScheduleEditor(Client, repository).CreateAsync(body, before, token),
            e => ErrorRecords.ScheduleFailed(e, session, repository, null));
        made.SetLocation(repository, Client.SiteUri);
        WriteObject(made);
    }

    /// <summary>The schedule that is there already: what an interrupted call left undone of it is done.</summary>
    private PipelineSchedule Keep(RepositoryId repository, PipelineSchedule twin)
    {
        string text = $"{repository} has a schedule of the same branch, pipeline and times already: {twin.Uuid}.";
        if (Disabled && twin.Enabled)
        {
            if (ShouldProcess($"{repository} {twin.Uuid} ({twin})", "Disable schedule"))
            {
                twin = Await(
                    token => new ScheduleEditor(Client, repository).SetEnabledAsync(twin.Uuid ?? "", false, token),
                    e => ErrorRecords.ScheduleNotFound(e, repository));
            }
        }
        else if (!Disabled && !twin.Enabled)
        {
            string enable = $"Set-BbSchedule {ErrorRecords.Literal(twin.Uuid)} -Enabled $true -Repository {repository}";
            WriteWarning($"{text} It is disabled, and stays so. Enable it: {enable}");
        }
        else
        {
            WriteVerbose($"{text} It is unchanged.");
        }

        twin.SetLocation(repository, Client.SiteUri);
        return twin;
    }
}
