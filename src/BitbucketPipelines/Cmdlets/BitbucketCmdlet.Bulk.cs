using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <content>Planning and carrying out many changes in many places. Every cmdlet that changes several items uses this.</content>
public abstract partial class BitbucketCmdlet
{
    /// <summary>
    /// For each place: reads what is there, plans the changes, asks for confirmation and carries the changes out. Several places are
    /// processed at the same time, and one row is written for each item, in the order of the places. With -WhatIf the rows are the plan.
    /// A failure does not stop the other items, and a place that cannot be read gets a row that says so. Rejected credentials and an
    /// exhausted rate limit end the work early. The errors are written after the last row.
    /// </summary>
    private protected void ExecutePlan(IReadOnlyList<BulkTarget> targets, BulkOptions options)
    {
        if (targets.Count == 0)
        {
            WriteDeferredErrors();
            return;
        }

        options = options with { HasManyPlaces = targets.Count > 1 };
        var failures = new List<ItemResult>();
        var skipped = new List<ItemResult>();
        var summary = new BulkSummary(options.Kind, targets.Select(t => t.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        long changes = 0;
        bool? removes = null;
        BulkPlace[] places = [.. targets.Select(t => new BulkPlace(
            t.Name, t.Session, t.IsReadForPlanOnly && IsWhatIf ? token => ForPlanAsync(() => t.Read(token)) : t.Read,
            token => OnPipeline<IReadOnlyList<BulkJob>>(() => Jobs(t, removes, options, n => changes += n), token), t.NotDoneRows)
        {
            WaitsForChanges = t.WaitsForChanges,
        })];
        ExpectTargets(places.Select(p => p.Name));
        var work = new BulkWork(options.ThrottleLimit, IsItemFailure, rows => Post(() => WriteRows(rows)), WriteUnreadable)
        {
            Room = new BulkRoom(ClientOf(targets[0].Session), _requests),
        };
        using IDisposable? progress = ShowProgress(() => StateOf(work, options.Kind, places.Length));
        using IDisposable left = TellLeft(() => WorkState.Left(places.Length - work.PlacesPlanned, work.JobsPlanned - work.JobsDone));
        if (!options.Force && !IsConfirmationOff && !ConfirmsEach)
        {
            // One question is asked about all removals, so they have to be planned first.
            removes = ConfirmRemovals(work, targets, places, options.Kind);
        }

        try
        {
            Await(token => work.RunAsync(places, token));
        }
        catch (Exception e) when (e is OperationCanceledException or PipelineStoppedException)
        {
            WriteStopped(summary);
            throw;
        }

        progress?.Dispose();
        WriteSummary(summary, _requests.Sent - _requests.ForPlan + changes);
        WriteSkipped(skipped, options);
        WriteEarlyEnds(work, missed: options.WritesRows ? RowsSayWhich : " not done.");
        foreach (IGrouping<object, ItemResult> same in failures.GroupBy(f => options.HasOneErrorForRefusals ? Refusal.Of(f) : f))
        {
            ItemResult first = same.First();
            ErrorDescription error = (first.Cause as ErrorRecordException)?.Error ?? options.Failed(first);
            DeferError(Refusal.Of(error, [.. same], options.Kind));
        }

        WriteDeferredErrors();

        object? OutputOf(ItemResult row) =>
            options.WritesItemOnly || (options.WritesItem && row.Status != ItemResult.Planned) ? (row as ChangeResult)?.Item : row;

        void WriteRows(BulkRows rows)
        {
            summary.Add(rows.Rows);
            if (!options.SuppressRows)
            {
                WriteObjects(rows.Rows.Select(OutputOf).Where(output => output is not null));
            }

            // A failed job causes one error, however many rows it has.
            skipped.AddRange(rows.Rows.Where(r => r.Change == ItemAction.Skipped && r.Status != ItemResult.Failed));
            failures.AddRange(rows.Rows.Where(r => r.Status == ItemResult.Failed && !rows.IsTold).Take(1));
        }
    }

    /// <summary>
    /// Reads several places at the same time, and calls <paramref name="done"/> for each in their order. A place that cannot be read causes
    /// an error and does not stop the others. Rejected credentials and an exhausted rate limit end the work early.
    /// </summary>
    /// <param name="places">The places.</param>
    /// <param name="throttleLimit">The maximum number of concurrent requests.</param>
    /// <param name="nameOf">Gives the name of a place, for messages.</param>
    /// <param name="sessionOf">Gives the session whose credentials are used for a place.</param>
    /// <param name="read">Reads a place.</param>
    /// <param name="done">Called on the pipeline thread for each place that was read.</param>
    private protected void ReadPlaces<TPlace>(
        IEnumerable<TPlace> places, int throttleLimit, Func<TPlace, string> nameOf, Func<TPlace, BitbucketSession> sessionOf,
        Func<TPlace, CancellationToken, Task> read, Action<TPlace> done)
    {
        var work = new BulkWork(throttleLimit, IsItemFailure, _ => { }, WriteUnreadable);
        BulkPlace[] all = [.. places.Select(place => new BulkPlace(
            nameOf(place), sessionOf(place), token => read(place, token),
            token => OnPipeline<IReadOnlyList<BulkJob>>(
                () =>
                {
                    done(place);
                    return [];
                },
                token),
            (_, _) => []))];
        using IDisposable? progress = ShowProgress(() => StateOf(work, null, all.Length));
        Await(token => work.RunAsync(all, token));
        progress?.Dispose();
        WriteEarlyEnds(work, "place", " not read.");
    }

    /// <summary>Reads what only -WhatIf needs: its requests are no part of what the work costs.</summary>
    private protected Task ForPlanAsync(Func<Task> read) => _requests.ForPlanAsync(read);

    private WorkState StateOf(BulkWork work, string? kind, int places) => WorkState.OfPlaces(
        kind, places, Math.Max(work.PlacesPlanned, work.PlacesReadInAdvance), work.ChangesPlanned, work.ChangesDone, work.JobsDone,
        _requests.Sent);

    /// <summary>Whether a failure concerns one item or place only, so that the others can go on.</summary>
    private protected static bool IsItemFailure(Exception e) =>
        e is BitbucketApiException or ArgumentException or ErrorRecordException { Terminating: false };

    /// <summary>Runs a function on the pipeline thread. The task completes with its result.</summary>
    private protected Task<T> OnPipeline<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        // After the end of the call nothing runs on the pipeline thread any more.
        CancellationTokenRegistration registration = cancellationToken.Register(() => done.TrySetCanceled());
        Post(() =>
        {
            try
            {
                done.TrySetResult(work());
            }
            catch (Exception e) when (IsItemFailure(e))
            {
                done.TrySetException(e);
            }
            finally
            {
                registration.Dispose();
            }
        });
        return done.Task;
    }

    private protected static ErrorDescription ErrorOf(Exception e, BitbucketSession? session, object? target) =>
        ErrorDescription.TryFrom(e, session, target) ?? throw e;

    /// <summary>Asks one question about all planned removals. Returns the answer, or null when nothing is to be removed.</summary>
    private bool? ConfirmRemovals(BulkWork work, IReadOnlyList<BulkTarget> targets, BulkPlace[] places, string kind)
    {
        if (!targets.Any(t => t.MayRemove))
        {
            return null;
        }

        IReadOnlyList<BulkPlace> read = Await(token => work.ReadAsync(places, token));
        var removals = new List<PlannedRemoval>();
        for (int i = 0; i < places.Length; i++)
        {
            if (read.Contains(places[i]))
            {
                try
                {
                    removals.AddRange(targets[i].Items.Select(item => item.PlannedRemoval).OfType<PlannedRemoval>());
                }
                catch (Exception e) when (IsItemFailure(e))
                {
                    // It is reported together with the row of the place.
                }
            }
        }

        return removals.Count == 0 ? null : ShouldContinueOrForce(false, PlannedRemoval.Question(removals, kind));
    }

    private BulkJob[] Jobs(BulkTarget target, bool? removes, BulkOptions options, Action<int> plan) => [.. target.Items.Select(item =>
    {
        plan(item.IsChange ? item.Requests : item.RequestsToKeep);
        (Func<CancellationToken, Task<IReadOnlyList<ItemResult>>> work, bool sends) = Approve(item, removes, options);
        return new BulkJob(item.Key, sends, work, reason => item.Rows(ItemResult.Failed, reason));
    })];

    private (Func<CancellationToken, Task<IReadOnlyList<ItemResult>>> Work, bool Sends) Approve(
        BulkItem item, bool? removes, BulkOptions options)
    {
        if (!item.IsChange)
        {
            return IsWhatIf && !item.IsRefused && !options.WritesItemOnly ? Plan() : (item.Apply, false);
        }

        bool isAnswered =
            (options.IsHighImpact || item.Warning is not null) && options.Force && !IsWhatIf && SpecifiedConfirm != true;
        if (isAnswered)
        {
            WriteVerbose(item.Sentence);
        }
        else if (item.Warning is { } warning && !ConfirmsEach)
        {
            try
            {
                if (!ShouldContinueOrForce(false, warning, options.HasManyPlaces))
                {
                    return Declined();
                }
            }
            catch (ErrorRecordException) when (item.NotAsked is not null)
            {
                return Skipped(item.NotAsked);
            }
        }
        else
        {
            if (!IsWhatIf && !IsConfirmationOff && (ConfirmsEach || options.IsHighImpact))
            {
                HideProgress();
            }

            if (!IsWanted(item, out ShouldProcessReason reason))
            {
                return reason == ShouldProcessReason.WhatIf ? Plan() : Declined();
            }
        }

        return item.PlannedRemoval is not null && removes == false ? Declined() : (item.Apply, true);

        (Func<CancellationToken, Task<IReadOnlyList<ItemResult>>>, bool) Plan() =>
            (_ => Task.FromResult(item.Rows(ItemResult.Planned, item.Reason)), false);

        (Func<CancellationToken, Task<IReadOnlyList<ItemResult>>>, bool) Declined() => Skipped("It was declined.");

        (Func<CancellationToken, Task<IReadOnlyList<ItemResult>>>, bool) Skipped(string why) =>
            (_ => Task.FromResult(item.Rows(ItemResult.Skipped, why)), false);
    }
}
