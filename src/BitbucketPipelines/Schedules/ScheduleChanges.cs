using System.Collections.Concurrent;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines;

/// <summary>
/// The changes of Set-BbSchedule. Each schedule is enabled, disabled or replaced, as <see cref="ScheduleEditor"/> plans it.
/// </summary>
/// <param name="edit">The requested change.</param>
/// <param name="force">Whether a branch that does not exist is accepted.</param>
/// <param name="isWhatIf">Whether the changes are only planned.</param>
/// <param name="forPlan">Reads what only -WhatIf needs.</param>
/// <param name="post">Runs an action on the pipeline thread, which the other three callbacks need.</param>
/// <param name="writeVerbose">Writes verbose output.</param>
/// <param name="writeWarning">Writes a warning.</param>
/// <param name="deferError">Writes an error about a change that was made but left something undone.</param>
internal sealed class ScheduleChanges(
    ScheduleEdit edit, bool force, bool isWhatIf, Func<Func<Task>, Task> forPlan, Action<Action> post, Action<string> writeVerbose,
    Action<string> writeWarning, Action<ErrorDescription> deferError)
{
    /// <summary>The maximum number of schedules that a warning names.</summary>
    private const int MaxNames = 5;

    private readonly HashSet<PipelineSchedule> _planned = [];
    /// <summary>The piped schedules that are replaced, as they were read.</summary>
    private readonly HashSet<PipelineSchedule> _piped = [];
    private readonly List<string> _replaced = [];
    private readonly List<string> _doubled = [];
    /// <summary>With -WhatIf, the schedules that each repository would have, as far as changes were planned.</summary>
    private readonly ConcurrentDictionary<string, List<(string? Uuid, ScheduleBody Body)>> _planning = new();
    private readonly ConcurrentDictionary<(string Repository, string Branch, bool IsCustom), ScheduleTarget> _checkedTargets = new();

    /// <summary>Writes one warning about all schedules that were replaced, and one about those that are the same as another now.</summary>
    public void WriteWarnings()
    {
        const string Reason = "Bitbucket cannot change the pattern or the target of a schedule";
        if (_replaced.Count > 0)
        {
            writeWarning(_replaced.Count == 1
                ? $"Schedule {_replaced[0].Replace(" by ", " was replaced by ")}: {Reason}."
                : $"{Counted.Of(_replaced.Count, "schedule")} were replaced, because {Reason}: {Some(_replaced)}.");
        }

        if (_doubled.Count > 0)
        {
            writeWarning(isWhatIf
                ? $"These schedules would have the same branch, pipeline and times: {Some(_doubled)}."
                : $"These schedules have the same branch, pipeline and times: {Some(_doubled)}. Remove one of each with "
                    + "Remove-BbSchedule.");
        }
    }

    private static string Some(List<string> items) =>
        string.Join(", ", items.Take(MaxNames)) + (items.Count > MaxNames ? $" and {items.Count - MaxNames} more" : "");

    /// <summary>
    /// Whether a piped schedule says all that its change needs: to enable or to disable it, its uuid is enough. One that is replaced is
    /// compared with the list that its replacement needs. What it runs then is checked before.
    /// </summary>
    public bool Suffices(PipelineSchedule schedule)
    {
        ScheduleAction action = SchedulePlan.Make(schedule, edit).Action;
        if (action == ScheduleAction.Replace && !edit.NamesTarget)
        {
            _piped.Add(schedule);
            return true;
        }

        return action == ScheduleAction.SetState;
    }

    /// <summary>Checks the branches of the schedules that will be replaced, each branch once.</summary>
    public async Task CheckTargetsAsync(
        BitbucketClient client, RepositoryId repository, IReadOnlyList<PipelineSchedule> schedules, CancellationToken cancellationToken)
    {
        await ReadAllAsync(client, repository, schedules, cancellationToken).ConfigureAwait(false);
        foreach (PipelineSchedule schedule in edit.NamesTarget ? schedules : [])
        {
            (string, string, bool) key = KeyOf(repository, schedule);
            if (SchedulePlan.Make(schedule, edit).Action == ScheduleAction.Replace && !_checkedTargets.ContainsKey(key))
            {
                _checkedTargets[key] = await ScheduleTarget.CheckAsync(client, repository, key.Item2, key.Item3, !force, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
    }

    /// <summary>With -WhatIf, reads all schedules of a repository, with which those that would be replaced are compared.</summary>
    private async Task ReadAllAsync(
        BitbucketClient client, RepositoryId repository, IReadOnlyList<PipelineSchedule> schedules, CancellationToken cancellationToken)
    {
        if (isWhatIf && !_planning.ContainsKey(repository.ToString())
            && schedules.Any(schedule => SchedulePlan.Make(schedule, edit).Action == ScheduleAction.Replace))
        {
            await forPlan(async () =>
            {
                List<PipelineSchedule> all = await new ScheduleEditor(client, repository).ListAsync(cancellationToken)
                    .ConfigureAwait(false);
                _planning[repository.ToString()] = [.. all.Select(s => (s.Uuid, SchedulePlan.Make(s, new ScheduleEdit()).Body))];
            }).ConfigureAwait(false);
        }
    }

    /// <summary>With -WhatIf, notes a schedule that would be the same as another one after its change.</summary>
    private void NoteDouble(RepositoryId repository, PipelineSchedule schedule, ScheduleBody body)
    {
        if (!_planning.TryGetValue(repository.ToString(), out List<(string? Uuid, ScheduleBody Body)>? all))
        {
            return;
        }

        all.RemoveAll(other => other.Uuid == schedule.Uuid);
        if (all.Find(other => SchedulePlan.IsSame(other.Body, body)) is { Uuid: { } same })
        {
            _doubled.Add($"{schedule.Uuid} and {same} of {repository}");
        }

        all.Add((schedule.Uuid, body));
    }

    private (string Repository, string Branch, bool IsCustom) KeyOf(RepositoryId repository, PipelineSchedule schedule) =>
        (repository.ToString(), edit.BranchOf(schedule), edit.CustomOf(schedule) is not null);

    /// <summary>Plans the changes of the schedules of one repository, one change for each schedule.</summary>
    public IEnumerable<PlannedChange<PipelineSchedule>> Plan(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, IReadOnlyList<PipelineSchedule> schedules) =>
        schedules.Where(_planned.Add).Select(schedule => Plan(client, session, repository, schedule));

    private PlannedChange<PipelineSchedule> Plan(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, PipelineSchedule schedule)
    {
        PlannedSchedule planned = SchedulePlan.Make(schedule, edit);
        string target = $"{repository} {schedule.Uuid} ({schedule})";
        if (planned.Action == ScheduleAction.Unchanged)
        {
            writeVerbose($"Schedule {schedule.Uuid} is as requested already.");
            return new(schedule, ItemAction.Unchanged, "Keep schedule", target, _ => Task.FromResult<object?>(schedule));
        }

        if (planned.Action == ScheduleAction.SetState)
        {
            return new(
                schedule, ItemAction.Update, planned.Body.Enabled ? "Enable schedule" : "Disable schedule", target,
                async token => await new ScheduleEditor(client, repository)
                    .SetEnabledAsync(Required.Uuid(schedule.Uuid, $"schedule '{schedule}'"), planned.Body.Enabled, token)
                    .ConfigureAwait(false))
            {
                Map = e => Errors.ScheduleNotFound(e, repository),
            };
        }

        NoteDouble(repository, schedule, planned.Body);
        ScheduleTarget? checkedTarget = _checkedTargets.TryGetValue(KeyOf(repository, schedule), out ScheduleTarget? found) ? found : null;
        checkedTarget?.ReportDoubts(repository, edit.BranchOf(schedule), edit.CustomOf(schedule), writeVerbose, writeWarning);
        return new(
            schedule, ItemAction.Update,
            $"Replace schedule by one of {planned.Body.Target} at '{planned.Body.Cron}' ({planned.Body.DescribeState()})",
            target,
            async token => await ReplaceAsync(client, session, repository, schedule, planned.Body, token).ConfigureAwait(false))
        {
            Map = e => Errors.ScheduleFailed(e, session, repository, schedule),
            // A list, a new schedule, the removal of the old one, and each is disabled if necessary.
            Requests = 3 + (schedule.Enabled ? 1 : 0) + (planned.Body.Enabled ? 0 : 1),
            Refusal = checkedTarget?.Refusal(repository, edit.BranchOf(schedule), force),
            // Each replacement needs room for one schedule more, and identifies its new schedule by comparing lists. And when the call is
            // stopped, at most one replacement is unfinished, which the user is told about.
            IsAlone = true,
        };
    }

    private async Task<PipelineSchedule> ReplaceAsync(
        BitbucketClient client, BitbucketSession session, RepositoryId repository, PipelineSchedule old, ScheduleBody body,
        CancellationToken cancellationToken)
    {
        var editor = new ScheduleEditor(client, repository);
        List<PipelineSchedule> before = await editor.ListAsync(cancellationToken).ConfigureAwait(false);
        if (_piped.Contains(old) && !before.Exists(now => now.Uuid == old.Uuid && now.Enabled == old.Enabled
            && SchedulePlan.IsSame(now, SchedulePlan.Make(old, new ScheduleEdit()).Body)))
        {
            // It is not as it was read, so the change is planned again with what there is now.
            throw new ErrorRecordException(Errors.ScheduleNotFound(old.Uuid ?? "", repository, before));
        }

        ScheduleReplacement done = await editor.ReplaceAsync(old, body, before, cancellationToken).ConfigureAwait(false);
        PipelineSchedule? same = before.Find(other => other.Uuid != old.Uuid && SchedulePlan.IsSame(other, body));
        post(() =>
        {
            _replaced.Add($"{old.Uuid} by {done.Schedule.Uuid}");
            if (same is not null)
            {
                string state = same.Enabled && body.Enabled ? "" : ", of which one is disabled";
                _doubled.Add($"{done.Schedule.Uuid} and {same.Uuid} of {repository}{state}");
            }
        });
        if (done.NotRemoved is { } e)
        {
            post(() => deferError(Errors.ScheduleLeftBehind(e, session, old, done.Schedule)));
        }

        return done.Schedule;
    }
}
