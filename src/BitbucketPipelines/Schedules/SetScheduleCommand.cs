using System.Collections.Concurrent;
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
[OutputType(typeof(PipelineSchedule), typeof(ChangeResult))]
public sealed class SetScheduleCommand : ScheduleCmdlet
{
    private readonly List<Selection<PipelineSchedule>> _selected = [];
    private readonly HashSet<PipelineSchedule> _meant = [];
    private readonly ConcurrentDictionary<(string Repository, string Branch, bool IsCustom), ScheduleTarget> _looks = new();
    private ScheduleEdit? _edit;

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
            throw new ItemFailedException(
                ErrorRecords.NothingToChange("-Enabled, -Cron, -Branch, -Custom or -NoCustom"), terminating: true);
        }

        if (NoCustom && edit.Custom is not null)
        {
            throw new ItemFailedException(
                ErrorRecords.InvalidArgument("AmbiguousTarget", "-Custom and -NoCustom exclude one another.", "Give one of them."),
                terminating: true);
        }

        _edit = edit with { Cron = Cron is null ? null : ScheduleWork.Cron(Cron).Quartz };
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (_edit is not { } edit)
        {
            // Begin has written the error of the pattern.
            return;
        }

        RepositoryId repository = TargetOf(InputObject);
        BitbucketClient client = Client;
        BitbucketSession session = CurrentSession;
        _selected.Add(SelectSchedules(repository, found => found.Where(_meant.Add).Select(s => Plan(client, session, repository, s, edit)))
            with { Prepare = (found, token) => LookAsync(client, repository, found, edit, token) });
    }

    /// <inheritdoc/>
    protected override void Finish() => Change(_selected, new BulkOptions("schedule", ThrottleLimit)
    {
        Quiet = !PassThru,
        Write = row => (row as ChangeResult)?.Item ?? row,
    });

    /// <summary>Looks at the branches of schedules that will be replaced, each once.</summary>
    private async Task LookAsync(
        BitbucketClient client, RepositoryId repository, IReadOnlyList<PipelineSchedule> schedules, ScheduleEdit edit,
        CancellationToken cancellationToken)
    {
        foreach (PipelineSchedule schedule in edit.NamesTarget ? schedules : [])
        {
            (string, string, bool) key = KeyOf(repository, schedule, edit);
            if (ScheduleEditor.Plan(schedule, edit).Action == ScheduleAction.Replace && !_looks.ContainsKey(key))
            {
                _looks[key] = await ScheduleTarget.LookAsync(client, repository, key.Item2, key.Item3, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
    }

    private static (string Repository, string Branch, bool IsCustom) KeyOf(
        RepositoryId repository, PipelineSchedule schedule, ScheduleEdit edit) =>
        (repository.ToString(), edit.BranchOf(schedule), edit.CustomOf(schedule) is not null);

    private PlannedChange<PipelineSchedule> Plan(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, PipelineSchedule schedule, ScheduleEdit edit)
    {
        PlannedSchedule planned = ScheduleEditor.Plan(schedule, edit);
        string target = $"{repository} {schedule.Uuid} ({schedule})";
        if (planned.Action == ScheduleAction.Unchanged)
        {
            WriteVerbose($"Schedule {schedule.Uuid} is what it should be.");
            return new(schedule, ItemAction.Unchanged, "Keep schedule", target, _ => Task.FromResult<object?>(schedule));
        }

        if (planned.Action == ScheduleAction.SetState)
        {
            return new(
                schedule, ItemAction.Update, planned.Body.Enabled ? "Enable schedule" : "Disable schedule", target,
                async token => Located(await ScheduleWork.SetEnabledAsync(
                    client, repository, Required.Uuid(schedule.Uuid, $"schedule '{schedule}'"), planned.Body.Enabled, token)
                    .ConfigureAwait(false)));
        }

        ScheduleTarget? look = _looks.TryGetValue(KeyOf(repository, schedule, edit), out ScheduleTarget? found) ? found : null;
        look?.Describe(repository, edit.BranchOf(schedule), edit.CustomOf(schedule), WriteVerbose, WriteWarning);
        return new(
            schedule, ItemAction.Update,
            $"Replace schedule by one of {planned.Body.Target} at '{planned.Body.Cron}' ({planned.DescribeState(DateTimeOffset.UtcNow)})",
            target,
            async token => Located(await ReplaceAsync(client, session, repository, schedule, planned.Body, token).ConfigureAwait(false)))
        {
            Refusal = look?.Refusal(repository, edit.BranchOf(schedule), Force),
            // Each needs room for one schedule more, and looks for what it has made among all others. And when the call is stopped, one
            // at most is half done, of which the user is told.
            IsAlone = true,
        };

        PipelineSchedule Located(PipelineSchedule now)
        {
            now.Locate(repository, client.SiteUri);
            return now;
        }
    }

    private async Task<PipelineSchedule> ReplaceAsync(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, PipelineSchedule old, ScheduleBody body,
        CancellationToken cancellationToken)
    {
        List<PipelineSchedule> before = await new ScheduleEditor(client, repository).ListAsync(cancellationToken).ConfigureAwait(false);
        ScheduleReplacement done = await ScheduleWork.ReplaceAsync(client, session, repository, old, body, before, cancellationToken)
            .ConfigureAwait(false);
        Post(() => WriteWarning($"Schedule {old.Uuid} was replaced by {done.Schedule.Uuid}: Bitbucket cannot change the pattern or the "
            + "target of a schedule."));
        if (done.NotRemoved is { } e)
        {
            Post(() => WriteErrorLater(ErrorRecords.ScheduleLeftBehind(e, session, old, done.Schedule)));
        }

        return done.Schedule;
    }
}
