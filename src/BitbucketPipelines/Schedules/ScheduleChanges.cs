using System.Collections.Concurrent;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines;

/// <summary>What Set-BbSchedule does: each schedule is enabled, disabled or replaced, as <see cref="ScheduleEditor"/> plans it.</summary>
/// <param name="edit">The wanted change.</param>
/// <param name="force">Whether a branch that does not exist is taken.</param>
/// <param name="post">Has something done on the pipeline thread, to which the other three belong.</param>
/// <param name="writeVerbose">Takes what is of interest to few.</param>
/// <param name="writeWarning">Takes warnings.</param>
/// <param name="writeErrorLater">Takes errors beside success.</param>
internal sealed class ScheduleChanges(
    ScheduleEdit edit, bool force, Action<Action> post, Action<string> writeVerbose, Action<string> writeWarning,
    Action<ErrorDescription> writeErrorLater)
{
    private readonly HashSet<PipelineSchedule> _planned = [];
    private readonly ConcurrentDictionary<(string Repository, string Branch, bool IsCustom), ScheduleTarget> _looks = new();

    /// <summary>Looks at the branches of schedules that will be replaced, each once.</summary>
    public async Task LookAsync(
        BitbucketClient client, RepositoryId repository, IReadOnlyList<PipelineSchedule> schedules, CancellationToken cancellationToken)
    {
        foreach (PipelineSchedule schedule in edit.NamesTarget ? schedules : [])
        {
            (string, string, bool) key = KeyOf(repository, schedule);
            if (ScheduleEditor.Plan(schedule, edit).Action == ScheduleAction.Replace && !_looks.ContainsKey(key))
            {
                _looks[key] = await ScheduleTarget.LookAsync(client, repository, key.Item2, key.Item3, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
    }

    private (string Repository, string Branch, bool IsCustom) KeyOf(RepositoryId repository, PipelineSchedule schedule) =>
        (repository.ToString(), edit.BranchOf(schedule), edit.CustomOf(schedule) is not null);

    /// <summary>What is done to schedules of one repository, to each once.</summary>
    public IEnumerable<PlannedChange<PipelineSchedule>> Plan(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, IReadOnlyList<PipelineSchedule> schedules) =>
        schedules.Where(_planned.Add).Select(schedule => Plan(client, session, repository, schedule));

    private PlannedChange<PipelineSchedule> Plan(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, PipelineSchedule schedule)
    {
        PlannedSchedule planned = ScheduleEditor.Plan(schedule, edit);
        string target = $"{repository} {schedule.Uuid} ({schedule})";
        if (planned.Action == ScheduleAction.Unchanged)
        {
            writeVerbose($"Schedule {schedule.Uuid} is what it should be.");
            return new(schedule, ItemAction.Unchanged, "Keep schedule", target, _ => Task.FromResult<object?>(schedule));
        }

        if (planned.Action == ScheduleAction.SetState)
        {
            return new(
                schedule, ItemAction.Update, planned.Body.Enabled ? "Enable schedule" : "Disable schedule", target,
                async token => Located(await new ScheduleEditor(client, repository)
                    .SetEnabledAsync(Required.Uuid(schedule.Uuid, $"schedule '{schedule}'"), planned.Body.Enabled, token)
                    .ConfigureAwait(false)))
            {
                Map = e => ErrorRecords.ScheduleNotFound(e, repository),
            };
        }

        ScheduleTarget? look = _looks.TryGetValue(KeyOf(repository, schedule), out ScheduleTarget? found) ? found : null;
        look?.Describe(repository, edit.BranchOf(schedule), edit.CustomOf(schedule), writeVerbose, writeWarning);
        return new(
            schedule, ItemAction.Update,
            $"Replace schedule by one of {planned.Body.Target} at '{planned.Body.Cron}' ({planned.DescribeState()})",
            target,
            async token => Located(await ReplaceAsync(client, session, repository, schedule, planned.Body, token).ConfigureAwait(false)))
        {
            Map = e => ErrorRecords.ScheduleFailed(e, session, repository, schedule),
            Refusal = look?.Refusal(repository, edit.BranchOf(schedule), force),
            // Each needs room for one schedule more, and looks for what it has made among all others. And when the call is stopped, one
            // at most is half done, of which the user is told.
            IsAlone = true,
        };

        PipelineSchedule Located(PipelineSchedule now)
        {
            now.SetLocation(repository, client.SiteUri);
            return now;
        }
    }

    private async Task<PipelineSchedule> ReplaceAsync(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, PipelineSchedule old, ScheduleBody body,
        CancellationToken cancellationToken)
    {
        var editor = new ScheduleEditor(client, repository);
        List<PipelineSchedule> before = await editor.ListAsync(cancellationToken).ConfigureAwait(false);
        ScheduleReplacement done = await editor.ReplaceAsync(old, body, before, cancellationToken).ConfigureAwait(false);
        post(() => writeWarning($"Schedule {old.Uuid} was replaced by {done.Schedule.Uuid}: Bitbucket cannot change the pattern or the "
            + "target of a schedule."));
        if (done.NotRemoved is { } e)
        {
            post(() => writeErrorLater(ErrorRecords.ScheduleLeftBehind(e, session, old, done.Schedule)));
        }

        return done.Schedule;
    }
}
