using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;
using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Commands;

/// <summary>Creates a schedule, which runs a pipeline of a branch at certain times.</summary>
/// <remarks>
/// <para>Times are in UTC, whatever the time zone of this machine or of the account. -Cron accepts the five fields of cron, which are
/// converted, or the seven fields of Quartz, which Bitbucket uses; see the parameter.</para>
/// <para>The cmdlet checks the pattern, and whether the branch exists: Bitbucket itself would accept a branch that does not exist. The main
/// branch of a piped repository is not checked, and -Force omits the check. A custom pipeline that bitbucket-pipelines.yml does not have
/// causes a warning; with several repositories, only the first of them is checked for that.</para>
/// <para>A new schedule takes two requests, and one more to check the branch. Bitbucket creates every schedule enabled. With -Disabled, the
/// cmdlet disables the new schedule at once, and removes it again if that fails.</para>
/// <para>The number of schedules of a repository is limited. At the limit Bitbucket answers 401; the error is ScheduleLimit.</para>
/// <para>Branch, custom pipeline and pattern can come from a piped schedule, which copies the schedule to another repository.</para>
/// <para>When a schedule of the same branch, pipeline and pattern exists already, the cmdlet creates none and returns the existing one, so
/// that a script can be run again. With -Disabled, it disables the existing schedule if necessary.</para>
/// </remarks>
/// <example>
/// <code>New-BbSchedule -Branch main -Custom nightly -Cron '0 2 * * 1-5'</code>
/// <para>Runs the custom pipeline nightly of branch main at 2:00 UTC from Monday to Friday.</para>
/// </example>
/// <example>
/// <code>New-BbSchedule -Cron '0 30 6 ? * 2#1 *' -Preview</code>
/// <para>Shows the next five times of a pattern (the first Monday of each month, at 6:30 UTC), and creates no schedule.</para>
/// </example>
/// <example>
/// <code>Get-BbRepository 'web-*' | New-BbSchedule -Branch { $_.MainBranch } -Custom nightly -Cron '@daily'</code>
/// <para>Creates a schedule in each of several repositories, for its main branch. Run again, it creates only those that are missing.</para>
/// </example>
/// <example>
/// <code>Get-BbSchedule -Repository widgets | New-BbSchedule -Repository gadgets</code>
/// <para>Creates the same schedules in another repository.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "BbSchedule", SupportsShouldProcess = true, DefaultParameterSetName = "Create")]
[OutputType(typeof(PipelineSchedule), ParameterSetName = ["Create"])]
[OutputType(typeof(PlannedRun), ParameterSetName = ["Preview"])]
public sealed class NewScheduleCommand : RepositoryCmdlet
{
    private readonly List<PlaceChange> _changes = [];
    private readonly OpenStores<NewSchedules> _schedules = new();
    private readonly NewScheduleTargets _targets = new();

    /// <summary>The branch. Bitbucket supports schedules of branches only.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Create")]
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Preview")]
    [MustSpecify(ExceptIn = "Preview")]
    [ValidateNotNullOrEmpty]
    [OneName(nameof(Branch))]
    [ArgumentCompleter(typeof(BranchCompleter))]
    public string Branch { get; set; } = "";

    /// <summary>
    /// The times of the runs, in UTC. Five fields: minute, hour, day of month, month, day of week (0 to 7, where 0 and 7 are Sunday); one
    /// of the two day fields has to be <c>*</c>. Or a nickname: <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c>, <c>@monthly</c>,
    /// <c>@yearly</c>. Or seven fields of Quartz: second, minute, hour, day of month, month, day of week (1 to 7, where 1 is Sunday), year;
    /// one of the two day fields has to be <c>?</c>, and <c>L</c>, <c>W</c> and <c>#</c> may be used.
    /// </summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [MustSpecify]
    [Alias("CronPattern")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CronCompleter))]
    public string Cron { get; set; } = "";

    /// <summary>The custom pipeline to run. By default the pipeline of the branch.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RefuseEmpty]
    [OneName(nameof(Custom), AllowsWildcards = true)]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public string? Custom { get; set; }

    /// <summary>A synonym for -Custom.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CustomPipelineCompleter))]
    public override PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>Shows the next five times of the pattern, in UTC and local time, and creates no schedule. Needs no session.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Preview")]
    public SwitchParameter Preview { get; set; }

    /// <summary>Creates the schedule disabled.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = "Create")]
    [YesNoTransformation]
    public SwitchParameter Disabled { get; set; }

    /// <summary>Creates the schedule even if the branch does not exist.</summary>
    [Parameter(ParameterSetName = "Create")]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override object? FailureTarget => Branch.Length == 0 ? Cron : Branch;

    /// <inheritdoc/>
    protected override void Begin() => CheckCustom();

    /// <inheritdoc/>
    protected override void Process()
    {
        CronPattern cron = ScheduleResource.ParseCron(Cron);
        if (ParameterSetName == "Preview")
        {
            WriteObjects(PlannedRun.NextOf(cron, count: 5));
            return;
        }

        RepositoryId repository = TargetRepository;
        string? custom = CustomOf(NotEmpty(Custom));
        if (custom is null && PipedRun.Read(this) is { } row)
        {
            custom = row.Custom;
            if (!IsTyped(nameof(Branch)) && row is { Run: { } run, IsWhole: false })
            {
                throw new ErrorRecordException(Errors.OnlyRunScheduled(run, repository));
            }
        }

        BitbucketClient client = Client;
        _changes.Add(NewSchedule.Of(
            _schedules.Get(CurrentSession, repository.ToString(), () => new NewSchedules(client, repository)), CurrentSession,
            new NewScheduleRequest(Branch, custom, cron.Quartz, Disabled, Force)
            {
                IsBranchKnown = Force || PipelineInput.MainBranchOf(this, repository) == Branch,
            },
            _targets, WriteVerbose, WriteWarning));
    }

    /// <inheritdoc/>
    protected override void Finish() => ChangePlaces(_changes, new BulkOptions("schedule", ThrottleLimit) { WritesItemOnly = true });
}
