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

    private readonly BitbucketClient _client;
    private readonly RepositoryId _repository;
    private readonly ScheduleCreation _creation;

    /// <summary>Creates the editor.</summary>
    public ScheduleEditor(BitbucketClient client, RepositoryId repository)
    {
        _client = client;
        _repository = repository;
        _creation = new ScheduleCreation(client, repository, () => ListAsync(CancellationToken.None));
    }

    /// <summary>Reads all schedules.</summary>
    /// <exception cref="BitbucketApiException">The list cannot be read.</exception>
    public async Task<List<PipelineSchedule>> ListAsync(CancellationToken cancellationToken)
    {
        List<PipelineSchedule> all = await _client
            .ReadCurrentAsync(
                ScheduleOperations.List(_repository), s => s.Uuid, uuid => ScheduleOperations.Get(_repository, uuid), cancellationToken)
            .ConfigureAwait(false);
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
        PipelineSchedule created = WithLocation(await _creation.PostAsync(body, before).ConfigureAwait(false));
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
