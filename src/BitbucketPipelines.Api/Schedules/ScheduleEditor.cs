using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Schedules;

/// <summary>
/// Makes and replaces schedules of a repository. The API can neither make a disabled one nor change anything but whether it is enabled,
/// so both take several requests; whichever of them fails, no two schedules are enabled where one should be, and none is lost.
/// </summary>
internal sealed class ScheduleEditor
{
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(700);
    private static readonly string[] s_credentialWords = ["token", "credential", "expired", "password", "authenticat"];

    private readonly BitbucketClient _client;
    private readonly RepositoryId _repository;

    /// <summary>Creates the editor.</summary>
    public ScheduleEditor(BitbucketClient client, RepositoryId repository)
    {
        _client = client;
        _repository = repository;
    }

    /// <summary>What has to be done so that a schedule is as wanted. Sends nothing.</summary>
    public static PlannedSchedule Plan(PipelineSchedule schedule, ScheduleEdit edit)
    {
        bool isSameTarget = !edit.NamesTarget && !edit.NoCustom;
        var body = new ScheduleBody
        {
            Target = isSameTarget && TargetOf(schedule) is { } same
                ? same : ScheduleBody.TargetOf(edit.BranchOf(schedule), edit.CustomOf(schedule)),
            Cron = edit.Cron ?? schedule.Cron ?? "",
            Enabled = edit.Enabled ?? schedule.Enabled,
        };
        return new PlannedSchedule(
            !Same(schedule, body) ? ScheduleAction.Replace
                : body.Enabled != schedule.Enabled ? ScheduleAction.SetState
                : ScheduleAction.Unchanged,
            body);
    }

    /// <summary>All schedules.</summary>
    /// <exception cref="BitbucketApiException">They cannot be read.</exception>
    public Task<List<PipelineSchedule>> ListAsync(CancellationToken cancellationToken) =>
        _client.ReadCurrentAsync(ScheduleOperations.List(_repository), s => s.Uuid, cancellationToken);

    /// <summary>A schedule by its uuid.</summary>
    /// <exception cref="ScheduleNotFoundException">There is none.</exception>
    /// <exception cref="BitbucketApiException">It cannot be read.</exception>
    public Task<PipelineSchedule> GetAsync(string uuid, CancellationToken cancellationToken)
    {
        string id = RepositoryId.Braced(Uri.UnescapeDataString(uuid));
        return OfThereAsync(id, () => _client.SendAsync(ScheduleOperations.Get(_repository, id), cancellationToken), cancellationToken);
    }

    /// <summary>Enables or disables a schedule.</summary>
    /// <exception cref="ScheduleNotFoundException">There is none.</exception>
    /// <exception cref="BitbucketApiException">It was refused.</exception>
    public async Task<PipelineSchedule> SetEnabledAsync(string uuid, bool enabled, CancellationToken cancellationToken)
    {
        PipelineSchedule changed = await OfThereAsync(
            uuid, () => _client.SendAsync(ScheduleOperations.Update(_repository, uuid, enabled), cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        _client.Written.Note(Place, uuid, changed);
        return changed;
    }

    /// <summary>Removes a schedule.</summary>
    /// <exception cref="ScheduleNotFoundException">There is none.</exception>
    /// <exception cref="BitbucketApiException">It was refused.</exception>
    public async Task RemoveAsync(string uuid, CancellationToken cancellationToken)
    {
        await OfThereAsync(uuid, SendAsync, cancellationToken).ConfigureAwait(false);
        _client.Written.NoteRemoved(Place, uuid);

        async Task<bool> SendAsync()
        {
            await _client.SendAsync(ScheduleOperations.Delete(_repository, uuid), cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Makes a schedule, disabled if the body says so.</summary>
    /// <param name="body">The schedule.</param>
    /// <param name="before">The schedules there are, just read.</param>
    /// <param name="cancellationToken">Ends waiting. What has begun is brought to an end.</param>
    /// <exception cref="ScheduleStoppedException">Waiting ended before the work did.</exception>
    /// <exception cref="BitbucketApiException">It was refused.</exception>
    /// <exception cref="ScheduleException">It failed in one of the ways that it names.</exception>
    public Task<PipelineSchedule> CreateAsync(
        ScheduleBody body, IReadOnlyList<PipelineSchedule> before, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var progress = new ScheduleProgress(_repository, null);
        return WholeAsync(MakeAsync(body, before, progress), progress, cancellationToken);
    }

    /// <summary>
    /// Puts a schedule in the place of another: disables the old one, makes the new one, which the server enables at once, disables that if
    /// it should be, and removes the old one.
    /// </summary>
    /// <param name="old">The schedule to be replaced, as it is now.</param>
    /// <param name="body">The new one.</param>
    /// <param name="before">The schedules there are, just read.</param>
    /// <param name="cancellationToken">Ends waiting. What has begun is brought to an end.</param>
    /// <exception cref="ScheduleStoppedException">Waiting ended before the work did.</exception>
    /// <exception cref="BitbucketApiException">It was refused; the old schedule is as it was.</exception>
    /// <exception cref="ScheduleException">It failed in one of the ways that it names.</exception>
    public Task<ScheduleReplacement> ReplaceAsync(
        PipelineSchedule old, ScheduleBody body, IReadOnlyList<PipelineSchedule> before, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var progress = new ScheduleProgress(_repository, old.Uuid);
        return WholeAsync(PutInPlaceAsync(old, body, before, progress), progress, cancellationToken);
    }

    private async Task<T> OfThereAsync<T>(string uuid, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await send().ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            // When the list cannot be read either, that is the error: the repository is wrong.
            throw new ScheduleNotFoundException(uuid, await ListAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    private async Task<ScheduleReplacement> PutInPlaceAsync(
        PipelineSchedule old, ScheduleBody body, IReadOnlyList<PipelineSchedule> before, ScheduleProgress progress)
    {
        string uuid = Required.Uuid(old.Uuid, $"schedule '{old}'");
        PipelineSchedule made;
        if (old.Enabled)
        {
            try
            {
                progress.Step = ScheduleStep.Disabling;
                await SetAsync(uuid, false).ConfigureAwait(false);
            }
            catch (BitbucketApiException e) when (!e.NeverLeft && (e.Kind != ApiErrorKind.Status || e.StatusCode >= 500))
            {
                // It may have been carried out.
                await EnableAgainAsync(uuid, e).ConfigureAwait(false);
                throw;
            }
        }

        try
        {
            made = await MakeAsync(body, before, progress).ConfigureAwait(false);
        }
        catch (ScheduleException e) when (e.Failure is ScheduleFailure.Unknown or ScheduleFailure.LeftEnabled)
        {
            // The new one may run: the old one must not.
            throw;
        }
        catch (Exception e) when (old.Enabled && (e is ScheduleException or BitbucketApiException))
        {
            await EnableAgainAsync(uuid, (e as ScheduleException)?.Cause ?? (BitbucketApiException)e).ConfigureAwait(false);
            throw;
        }

        try
        {
            progress.Step = ScheduleStep.Removing;
            await _client.SendAsync(ScheduleOperations.Delete(_repository, uuid), CancellationToken.None).ConfigureAwait(false);
            _client.Written.NoteRemoved(Place, uuid);
        }
        catch (BitbucketApiException e) when (e.IsGone)
        {
            // Someone else was faster.
        }
        catch (BitbucketApiException e)
        {
            return new ScheduleReplacement(made, e);
        }

        return new ScheduleReplacement(made, null);
    }

    private async Task EnableAgainAsync(string uuid, BitbucketApiException cause)
    {
        try
        {
            await SetAsync(uuid, true).ConfigureAwait(false);
        }
        catch (BitbucketApiException)
        {
            throw new ScheduleException(ScheduleFailure.LeftDisabled, uuid, cause);
        }
    }

    private async Task<PipelineSchedule> MakeAsync(ScheduleBody body, IReadOnlyList<PipelineSchedule> before, ScheduleProgress progress)
    {
        progress.Step = ScheduleStep.Making;
        PipelineSchedule made = await PostAsync(body, before).ConfigureAwait(false);
        progress.Made = made.Uuid;
        _client.Written.Note(Place, made.Uuid, made);
        if (body.Enabled || !made.Enabled)
        {
            return made;
        }

        string uuid = made.Uuid ?? "";
        try
        {
            progress.Step = ScheduleStep.DisablingNew;
            return await SetAsync(uuid, false).ConfigureAwait(false);
        }
        catch (BitbucketApiException e)
        {
            try
            {
                await _client.SendAsync(ScheduleOperations.Delete(_repository, uuid), CancellationToken.None).ConfigureAwait(false);
                _client.Written.NoteRemoved(Place, uuid);
            }
            catch (BitbucketApiException gone) when (gone.IsGone)
            {
                // It is what was wanted.
            }
            catch (BitbucketApiException)
            {
                throw new ScheduleException(ScheduleFailure.LeftEnabled, uuid, e);
            }

            throw new ScheduleException(ScheduleFailure.NotDisabled, null, e);
        }
    }

    private async Task<PipelineSchedule> PostAsync(ScheduleBody body, IReadOnlyList<PipelineSchedule> before)
    {
        try
        {
            return await _client.SendAsync(ScheduleOperations.Create(_repository, body), CancellationToken.None).ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 401 && !BlamesCredentials(e))
        {
            // The list was read with the same credentials a moment ago.
            throw new ScheduleException(ScheduleFailure.LimitReached, null, e);
        }
        catch (BitbucketApiException e) when (e.Kind == ApiErrorKind.AnswerLost)
        {
            return await FindAsync(body, before, e).ConfigureAwait(false) ?? throw new ScheduleException(ScheduleFailure.NotMade, null, e);
        }
    }

    /// <summary>The schedule whose answer was lost, if it was made. It is looked for twice: the server may still be at it.</summary>
    private async Task<PipelineSchedule?> FindAsync(ScheduleBody body, IReadOnlyList<PipelineSchedule> before, BitbucketApiException lost)
    {
        var known = new HashSet<string?>(before.Select(s => s.Uuid), StringComparer.OrdinalIgnoreCase);
        try
        {
            return await LostAnswer.FindAsync(
                _client,
                async () =>
                    (await ListAsync(CancellationToken.None).ConfigureAwait(false)).Find(s => !known.Contains(s.Uuid) && Same(s, body)),
                lost, CancellationToken.None).ConfigureAwait(false);
        }
        catch (BitbucketApiException)
        {
            throw new ScheduleException(ScheduleFailure.Unknown, null, lost);
        }
    }

    private string Place => ScheduleOperations.List(_repository).Path;

    private async Task<PipelineSchedule> SetAsync(string uuid, bool enabled)
    {
        ApiRequest<PipelineSchedule> request = ScheduleOperations.Update(_repository, uuid, enabled);
        PipelineSchedule now = await _client.SendAsync(request, CancellationToken.None).ConfigureAwait(false);
        if (now.Enabled != enabled)
        {
            throw new BitbucketApiException(
                $"The server answered {request} with success, but the schedule is {(now.Enabled ? "still enabled" : "not enabled")}.")
            {
                Kind = ApiErrorKind.InvalidResponse,
                Request = request.ToString(),
            };
        }

        _client.Written.Note(Place, uuid, now);
        return now;
    }

    /// <summary>Whether a schedule is what the body asked for.</summary>
    public static bool Same(PipelineSchedule schedule, ScheduleBody body)
    {
        return schedule.Branch == body.Target.RefName
            && schedule.Custom == (body.Target.Selector is { Type: PipelineSelector.CustomType } custom ? custom.Pattern : null)
            && (string.Equals(schedule.Cron, body.Cron, StringComparison.OrdinalIgnoreCase)
                || (CronPattern.TryParse(schedule.Cron) is { } cron && CronPattern.TryParse(body.Cron) is { } wanted
                && cron.MeansSameAs(wanted)));
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

    /// <summary>401 is said of a limit too, and the text is all that tells.</summary>
    private static bool BlamesCredentials(BitbucketApiException e)
    {
        string text = $"{e.ServerMessage} {e.Detail}";
        return !RequestErrors.IsLimit(e) && s_credentialWords.Any(w => text.IndexOf(w, StringComparison.OrdinalIgnoreCase) >= 0);
    }

    /// <summary>
    /// Work that goes on when it is cancelled: half of it would be worse than none or all. Who cancels waits for a moment, in which it
    /// mostly ends; if not, the exception says what is left: in a script the process ends, and the work with it.
    /// </summary>
    private async Task<T> WholeAsync<T>(Task<T> work, ScheduleProgress progress, CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = cancellationToken.Register(() => _ = EndAfterGraceAsync());
        if (await Task.WhenAny(work, over.Task).ConfigureAwait(false) == work)
        {
            return await work.ConfigureAwait(false);
        }

        // What it throws from now on is nobody's concern.
        _ = work.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        throw new ScheduleStoppedException(progress.Describe(), cancellationToken);

        async Task EndAfterGraceAsync()
        {
            await _client.Clock.DelayAsync(s_grace, CancellationToken.None).ConfigureAwait(false);
            over.TrySetResult(true);
        }
    }
}
