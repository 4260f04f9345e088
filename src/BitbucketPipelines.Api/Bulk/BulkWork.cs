namespace BitbucketPipelines.Api;

/// <summary>
/// Bulk work on many places. Each place is read, planned and changed, some of them at the same time. Requests of earlier places go first,
/// so that an interrupted call has finished the first places completely. A place that cannot be read does not affect the others. Rejected
/// credentials and an exhausted rate limit end the work of that account, and its remaining items are reported as not done. Rows are written
/// in the order of the places.
/// </summary>
internal sealed class BulkWork
{
    private readonly int _atOnce;
    private readonly Func<Exception, bool> _isOfPlace;
    private readonly Action<BulkRows> _rows;
    private readonly Action<BulkPlace, Exception> _unreadable;
    private readonly BulkReading _reading;
    private readonly BulkEnds _ends = new();
    private readonly BulkChanges _changes;
    private int _placesPlanned;
    private int _jobsPlanned;
    private int _changesPlanned;

    /// <summary>Creates the work; starts nothing yet.</summary>
    /// <param name="atOnce">The maximum number of requests at the same time.</param>
    /// <param name="isOfPlace">Whether an exception affects only one place; any other ends the work.</param>
    /// <param name="rows">Receives the rows, in order.</param>
    /// <param name="unreadable">Called for a place that could not be read or planned.</param>
    public BulkWork(int atOnce, Func<Exception, bool> isOfPlace, Action<BulkRows> rows, Action<BulkPlace, Exception> unreadable)
    {
        _atOnce = Math.Max(1, atOnce);
        var requests = new PriorityGate(_atOnce);
        _isOfPlace = isOfPlace;
        _rows = rows;
        _unreadable = unreadable;
        _reading = new BulkReading(_atOnce, requests, _ends, isOfPlace);
        _changes = new BulkChanges(requests, _ends);
    }

    /// <summary>Limits how many places are under way; null where the number of requests at the same time is enough of a limit.</summary>
    public BulkRoom? Room { get; init; }

    /// <summary>The accounts whose work ended early.</summary>
    public IReadOnlyList<BulkEnd> Ends => _ends.All;

    /// <summary>The number of places that were planned or turned out to be unreadable.</summary>
    public int PlacesPlanned => Volatile.Read(ref _placesPlanned);

    /// <summary>The number of places that <see cref="ReadAsync"/> has processed.</summary>
    public int PlacesReadInAdvance => _reading.InAdvance;

    /// <summary>The number of items that were planned.</summary>
    public int JobsPlanned => Volatile.Read(ref _jobsPlanned);

    /// <summary>The number of items that are complete.</summary>
    public int JobsDone => _changes.JobsDone;

    /// <summary>The number of planned items for which requests are sent.</summary>
    public int ChangesPlanned => Volatile.Read(ref _changesPlanned);

    /// <summary>The number of complete items for which requests were sent.</summary>
    public int ChangesDone => _changes.ChangesDone;

    /// <summary>
    /// Whether a failure ends the work of the account, because all further requests would fail in the same way (401 or 429).
    /// </summary>
    public static bool IsEnd(BitbucketApiException? failure) =>
        failure is { Kind: ApiErrorKind.Status }
        && ((failure.StatusCode == 401 && !RequestErrors.IsLimit(failure)) || failure.StatusCode == 429);

    /// <summary>Reads all places in advance, for a confirmation that must come before the first change.</summary>
    /// <returns>The places that could be read.</returns>
    public Task<IReadOnlyList<BulkPlace>> ReadAsync(IReadOnlyList<BulkPlace> places, CancellationToken cancellationToken)
    {
        SetRanks(places);
        return _reading.ReadAllAsync(places, cancellationToken);
    }

    /// <summary>Reads the places that were not read in advance, plans, applies the changes and reports the rows.</summary>
    /// <exception cref="StoppedMidwayException">The work was canceled in the middle of changes; the message describes each.</exception>
    public async Task RunAsync(IReadOnlyList<BulkPlace> places, CancellationToken cancellationToken)
    {
        try
        {
            await RunAllAsync(places, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_changes.StoppedMidway is { } stopped)
        {
            throw new StoppedMidwayException(stopped, cancellationToken);
        }
    }

    private async Task RunAllAsync(IReadOnlyList<BulkPlace> places, CancellationToken cancellationToken)
    {
        SetRanks(places);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = new Queue<Task<IReadOnlyList<Task<BulkRows>>>>();
        Task before = Task.CompletedTask;
        int finished = 0;
        try
        {
            foreach (BulkPlace place in places)
            {
                while (started.Count > 0 && started.Count >= Math.Min(PlacesAhead, Room?.MostPlaces(finished) ?? int.MaxValue))
                {
                    await ReportRowsAsync(started.Peek()).ConfigureAwait(false);
                    _ = started.Dequeue();
                    finished++;
                }

                Task<IReadOnlyList<Task<BulkRows>>> planned = BeginAsync(place, before, stop.Token);
                before = planned;
                started.Enqueue(planned);
            }

            while (started.Count > 0)
            {
                await ReportRowsAsync(started.Peek()).ConfigureAwait(false);
                _ = started.Dequeue();
            }
        }
        finally
        {
            stop.Cancel();
            // Everything that still runs was cancelled; wait for it to end.
            foreach (Task<IReadOnlyList<Task<BulkRows>>> planned in started)
            {
                await BulkChanges.IgnoreErrorsAsync(planned).ConfigureAwait(false);
                foreach (Task job in planned.Status == TaskStatus.RanToCompletion ? await planned.ConfigureAwait(false) : [])
                {
                    await BulkChanges.IgnoreErrorsAsync(job).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>
    /// The number of places that are begun before the first of them is finished: some more than requests in flight, so that a slow request
    /// does not leave the others without work, but few, so that an interrupted call has not read much in vain.
    /// </summary>
    private int PlacesAhead => _atOnce + (_atOnce / 2);

    private static void SetRanks(IReadOnlyList<BulkPlace> places)
    {
        for (int i = 0; i < places.Count; i++)
        {
            places[i].Rank = i;
        }
    }

    private async Task ReportRowsAsync(Task<IReadOnlyList<Task<BulkRows>>> planned)
    {
        foreach (Task<BulkRows> job in await planned.ConfigureAwait(false))
        {
            _rows(await job.ConfigureAwait(false));
        }
    }

    private async Task<IReadOnlyList<Task<BulkRows>>> BeginAsync(BulkPlace place, Task before, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        bool read = false;
        try
        {
            read = await _reading.ReadOnceAsync(place, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (_isOfPlace(e))
        {
            failure = e;
        }

        await before.ConfigureAwait(false);
        if (place.WaitsForChanges)
        {
            await _changes.WaitForAllAsync().ConfigureAwait(false);
        }

        _changes.ForgetCompleted();

        if (failure is not null || !read)
        {
            Interlocked.Increment(ref _placesPlanned);
        }

        if (failure is null && !read)
        {
            return NotDone(place, _ends.Of(place.Account)!);
        }

        if (failure is null)
        {
            try
            {
                IReadOnlyList<BulkJob> jobs = await place.Plan(cancellationToken).ConfigureAwait(false);
                Interlocked.Add(ref _jobsPlanned, jobs.Count);
                Interlocked.Add(ref _changesPlanned, jobs.Count(job => job.Sends));
                return [.. jobs.Select(job => _changes.BeginAsync(place, job, cancellationToken))];
            }
            catch (Exception e) when (_isOfPlace(e))
            {
                failure = e;
            }
            finally
            {
                Interlocked.Increment(ref _placesPlanned);
            }
        }

        var refused = failure as BitbucketApiException;
        if (!IsEnd(refused))
        {
            _unreadable(place, failure);
        }

        IReadOnlyList<ItemResult> rows = place.NotDone(failure.Message, refused);
        if (IsEnd(refused))
        {
            _ends.Add(place, refused!).Count(Math.Max(1, rows.Count));
        }

        return [Task.FromResult(new BulkRows(rows, true))];
    }

    private static IReadOnlyList<Task<BulkRows>> NotDone(BulkPlace place, BulkEnd end)
    {
        IReadOnlyList<ItemResult> rows = place.NotDone(end.Reason, null);
        end.Count(Math.Max(1, rows.Count));
        return [Task.FromResult(new BulkRows(rows, true))];
    }
}
