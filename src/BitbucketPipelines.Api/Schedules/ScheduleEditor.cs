using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Schedules;

/// <summary>
/// Creates, changes and replaces schedules of a repository. The API cannot create a disabled schedule, and can only change whether a
/// schedule is enabled; everything else takes several requests. Whichever request fails, the old and the new schedule are never enabled
/// at the same time, and no schedule is lost.
/// </summary>
internal sealed class ScheduleEditor
{
    private static readonly TimeSpan s_gracePeriod = TimeSpan.FromMilliseconds(700);
    private static readonly string[] s_credentialTerms = ["token", "credential", "expired", "password", "authenticat"];

    private readonly BitbucketClient _client;
    private readonly RepositoryId _repository;

    /// <summary>Creates the editor.</summary>
    public ScheduleEditor(BitbucketClient client, RepositoryId repository)
    {
        _client = client;
        _repository = repository;
    }

    /// <summary>Plans the requested change of a schedule. Sends no request.</summary>
    public static PlannedSchedule Plan(PipelineSchedule schedule, ScheduleEdit edit)
    {
        bool isSameTarget = !edit.NamesTarget && !edit.NoCustom;
        var body = new ScheduleBody
        {
            Target = isSameTarget && ToRequestTarget(schedule) is { } same
                ? same : ScheduleBody.CreateTarget(edit.BranchOf(schedule), edit.CustomOf(schedule)),
            Cron = edit.Cron ?? schedule.Cron ?? "",
            Enabled = edit.Enabled ?? schedule.Enabled,
        };
        return new PlannedSchedule(
            !IsSame(schedule, body) ? ScheduleAction.Replace
                : body.Enabled != schedule.Enabled ? ScheduleAction.SetState
                : ScheduleAction.Unchanged,
            body);
    }

    /// <summary>Reads all schedules.</summary>
    /// <exception cref="BitbucketApiException">The list cannot be read.</exception>
    public async Task<List<PipelineSchedule>> ListAsync(CancellationToken cancellationToken)
    {
        List<PipelineSchedule> all = await _client
            .ReadCurrentAsync(ScheduleOperations.List(_repository), s => s.Uuid, cancellationToken).ConfigureAwait(false);
        all.ForEach(schedule => WithLocation(schedule));
        return all;
    }

    /// <summary>Gets a schedule by its uuid.</summary>
    /// <exception cref="ScheduleNotFoundException">The schedule does not exist.</exception>
    /// <exception cref="BitbucketApiException">The schedule cannot be read.</exception>
    public Task<PipelineSchedule> GetAsync(string uuid, CancellationToken cancellationToken)
    {
        string id = RepositoryId.Braced(Uri.UnescapeDataString(uuid));
        return SendToExistingAsync(
            id, () => _client.SendAsync(ScheduleOperations.Get(_repository, id), cancellationToken), cancellationToken);
    }

    /// <summary>Enables or disables a schedule.</summary>
    /// <exception cref="ScheduleNotFoundException">The schedule does not exist.</exception>
    /// <exception cref="BitbucketApiException">Bitbucket refused the change.</exception>
    public async Task<PipelineSchedule> SetEnabledAsync(string uuid, bool enabled, CancellationToken cancellationToken)
    {
        PipelineSchedule changed = await SendToExistingAsync(
            uuid, () => _client.SendAsync(ScheduleOperations.Update(_repository, uuid, enabled), cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        _client.Written.Note(ListPath, uuid, changed);
        return WithLocation(changed);
    }

    /// <summary>Removes a schedule.</summary>
    /// <exception cref="ScheduleNotFoundException">The schedule does not exist.</exception>
    /// <exception cref="BitbucketApiException">Bitbucket refused the removal.</exception>
    public async Task RemoveAsync(string uuid, CancellationToken cancellationToken)
    {
        await SendToExistingAsync(uuid, SendAsync, cancellationToken).ConfigureAwait(false);
        _client.Written.NoteRemoved(ListPath, uuid);

        async Task<bool> SendAsync()
        {
            await _client.SendAsync(ScheduleOperations.Delete(_repository, uuid), cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Creates a schedule, and disables it if <paramref name="body"/> asks for that.</summary>
    /// <param name="body">The schedule to create.</param>
    /// <param name="before">The existing schedules, read immediately before.</param>
    /// <param name="cancellationToken">Ends the wait. Requests that have begun are still completed.</param>
    /// <exception cref="ScheduleStoppedException">The wait was canceled before the work was complete.</exception>
    /// <exception cref="BitbucketApiException">Bitbucket refused the request. Nothing was created.</exception>
    /// <exception cref="ScheduleException">One of the requests failed; the exception says which state is left.</exception>
    public Task<PipelineSchedule> CreateAsync(
        ScheduleBody body, IReadOnlyList<PipelineSchedule> before, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var progress = new ScheduleProgress(_repository, null);
        return RunToCompletionAsync(CreateCoreAsync(body, before, progress), progress, cancellationToken);
    }

    /// <summary>
    /// Replaces a schedule with a new one: disables the old one, creates the new one, which the server enables at once, disables it if
    /// necessary, and removes the old one.
    /// </summary>
    /// <param name="old">The schedule to be replaced, in its current state.</param>
    /// <param name="body">The new schedule.</param>
    /// <param name="before">The existing schedules, read immediately before.</param>
    /// <param name="cancellationToken">Ends the wait. Requests that have begun are still completed.</param>
    /// <exception cref="ScheduleStoppedException">The wait was canceled before the work was complete.</exception>
    /// <exception cref="BitbucketApiException">Bitbucket refused a request. The old schedule is unchanged.</exception>
    /// <exception cref="ScheduleException">One of the requests failed; the exception says which state is left.</exception>
    public Task<ScheduleReplacement> ReplaceAsync(
        PipelineSchedule old, ScheduleBody body, IReadOnlyList<PipelineSchedule> before, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var progress = new ScheduleProgress(_repository, old.Uuid);
        return RunToCompletionAsync(ReplaceCoreAsync(old, body, before, progress), progress, cancellationToken);
    }

    private async Task<T> SendToExistingAsync<T>(string uuid, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await send().ConfigureAwait(false);
        }
        catch (BitbucketApiException e) when (e.StatusCode == 404)
        {
            // If the repository does not exist, reading the list fails as well, and that error is thrown.
            throw new ScheduleNotFoundException(uuid, await ListAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    private async Task<ScheduleReplacement> ReplaceCoreAsync(
        PipelineSchedule old, ScheduleBody body, IReadOnlyList<PipelineSchedule> before, ScheduleProgress progress)
    {
        string uuid = Required.Uuid(old.Uuid, $"schedule '{old}'");
        PipelineSchedule created;
        if (old.Enabled)
        {
            try
            {
                progress.Step = ScheduleStep.Disabling;
                await SetAsync(uuid, false).ConfigureAwait(false);
            }
            catch (BitbucketApiException e) when (!e.NeverLeft && (e.Kind != ApiErrorKind.Status || e.StatusCode >= 500))
            {
                // The request may have been carried out although it failed.
                await EnableAgainAsync(uuid, e).ConfigureAwait(false);
                throw;
            }
        }

        try
        {
            created = await CreateCoreAsync(body, before, progress).ConfigureAwait(false);
        }
        catch (ScheduleException e) when (e.Failure is ScheduleFailure.Unknown or ScheduleFailure.LeftEnabled)
        {
            // The new schedule may be enabled, so the old one must stay disabled.
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
            _client.Written.NoteRemoved(ListPath, uuid);
        }
        catch (BitbucketApiException e) when (e.IsGone)
        {
            // The old schedule is gone already.
        }
        catch (BitbucketApiException e)
        {
            return new ScheduleReplacement(created, e);
        }

        return new ScheduleReplacement(created, null);
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

    private async Task<PipelineSchedule> CreateCoreAsync(
        ScheduleBody body, IReadOnlyList<PipelineSchedule> before, ScheduleProgress progress)
    {
        progress.Step = ScheduleStep.Creating;
        PipelineSchedule created = await PostAsync(body, before).ConfigureAwait(false);
        progress.NewUuid = created.Uuid;
        _client.Written.Note(ListPath, created.Uuid, created);
        if (body.Enabled || !created.Enabled)
        {
            return created;
        }

        string uuid = created.Uuid ?? "";
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
                _client.Written.NoteRemoved(ListPath, uuid);
            }
            catch (BitbucketApiException gone) when (gone.IsGone)
            {
                // The new schedule is gone already.
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
            return WithLocation(
                await _client.SendAsync(ScheduleOperations.Create(_repository, body), CancellationToken.None).ConfigureAwait(false));
        }
        catch (BitbucketApiException e) when (e.StatusCode == 401 && !IsCredentialFailure(e))
        {
            // The same credentials have just been accepted for reading the list, so the limit is the reason.
            throw new ScheduleException(ScheduleFailure.LimitReached, null, e);
        }
        catch (BitbucketApiException e) when (e.Kind == ApiErrorKind.AnswerLost)
        {
            return await FindAsync(body, before, e).ConfigureAwait(false) ?? throw new ScheduleException(ScheduleFailure.NotMade, null, e);
        }
    }

    /// <summary>
    /// Finds the schedule of a lost response, if it was created. Looks twice, because the server may still be working on it.
    /// </summary>
    private async Task<PipelineSchedule?> FindAsync(ScheduleBody body, IReadOnlyList<PipelineSchedule> before, BitbucketApiException lost)
    {
        var known = new HashSet<string?>(before.Select(s => s.Uuid), StringComparer.OrdinalIgnoreCase);
        try
        {
            return await LostAnswer.FindAsync(
                _client,
                async () =>
                    (await ListAsync(CancellationToken.None).ConfigureAwait(false)).Find(s => !known.Contains(s.Uuid) && IsSame(s, body)),
                lost, CancellationToken.None).ConfigureAwait(false);
        }
        catch (BitbucketApiException)
        {
            throw new ScheduleException(ScheduleFailure.Unknown, null, lost);
        }
    }

    private string ListPath => ScheduleOperations.List(_repository).Path;

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

        _client.Written.Note(ListPath, uuid, now);
        return WithLocation(now);
    }

    private PipelineSchedule WithLocation(PipelineSchedule schedule)
    {
        schedule.SetLocation(_repository, _client.SiteUri);
        return schedule;
    }

    /// <summary>Whether a schedule has the same branch, pipeline and times as <paramref name="body"/>.</summary>
    public static bool IsSame(PipelineSchedule schedule, ScheduleBody body) =>
        IsSame((schedule.Branch, schedule.Custom, schedule.Cron), PartsOf(body));

    /// <summary>Whether two schedules that are to be created have the same branch, pipeline and times.</summary>
    public static bool IsSame(ScheduleBody one, ScheduleBody other) => IsSame(PartsOf(one), PartsOf(other));

    private static (string? Branch, string? Custom, string? Cron) PartsOf(ScheduleBody body) => (
        body.Target.RefName, body.Target.Selector is { Type: PipelineSelector.CustomType } custom ? custom.Pattern : null, body.Cron);

    private static bool IsSame(
        (string? Branch, string? Custom, string? Cron) one, (string? Branch, string? Custom, string? Cron) other) =>
        one.Branch == other.Branch && one.Custom == other.Custom
        && (string.Equals(one.Cron, other.Cron, StringComparison.OrdinalIgnoreCase)
            || (CronPattern.TryParse(one.Cron) is { } cron && CronPattern.TryParse(other.Cron) is { } wanted
                && cron.IsEquivalentTo(wanted)));

    /// <summary>The target of a schedule, with only the properties that a request accepts.</summary>
    private static PipelineTarget? ToRequestTarget(PipelineSchedule schedule) =>
        schedule.Target is not { RefName: { } branch, Selector: { } selector } ? null : new()
    {
        Type = PipelineTarget.RefType,
        RefKind = "branch",
        RefName = branch,
        Selector = new PipelineSelector { Type = selector.Type, Pattern = selector.Pattern },
    };

    /// <summary>
    /// Whether a 401 means wrong credentials. Bitbucket also answers 401 at the limit of schedules; only the text differs.
    /// </summary>
    private static bool IsCredentialFailure(BitbucketApiException e)
    {
        string text = $"{e.ServerMessage} {e.Detail}";
        return !RequestErrors.IsLimit(e) && s_credentialTerms.Any(w => text.IndexOf(w, StringComparison.OrdinalIgnoreCase) >= 0);
    }

    /// <summary>
    /// Waits for work that continues after a cancellation, because an incomplete change would be worse than none. After the cancellation it
    /// waits for a moment, in which the work usually completes. If it does not, the exception describes the incomplete state, because the
    /// process may end before the work does.
    /// </summary>
    private async Task<T> RunToCompletionAsync<T>(Task<T> work, ScheduleProgress progress, CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = cancellationToken.Register(() => _ = StopWaitingAsync());
        if (await Task.WhenAny(work, stopped.Task).ConfigureAwait(false) == work)
        {
            return await work.ConfigureAwait(false);
        }

        // Observe later exceptions of the work; nothing handles them any more.
        _ = work.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        throw new ScheduleStoppedException(progress.Describe(), cancellationToken);

        async Task StopWaitingAsync()
        {
            await _client.Clock.DelayAsync(s_gracePeriod, CancellationToken.None).ConfigureAwait(false);
            stopped.TrySetResult(true);
        }
    }
}
