using System.Management.Automation;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <content>Carrying out many changes in many places: the spine of every bulk cmdlet.</content>
public abstract partial class BitbucketCmdlet
{
    private readonly List<ErrorDescription> _late = [];
    private readonly HashSet<(string Place, string Message)> _told = [];

    /// <summary>An error that is written when all rows are out: with ErrorAction Stop it must not keep the rest from being done.</summary>
    private protected void WriteErrorLater(ErrorDescription error) => _late.Add(error);

    /// <summary>Runs the part of one record; what is wrong with it is told when all rows are out.</summary>
    private protected void GuardLater(Action body, object? target)
    {
        try
        {
            body();
        }
        catch (Exception e) when (IsOfOne(e))
        {
            WriteErrorLater(ErrorOf(e, FoundSession, target));
        }
    }

    /// <summary>Writes the errors that were kept back.</summary>
    private protected void WriteLateErrors()
    {
        ErrorDescription[] late = [.. _late];
        _late.Clear();
        foreach (ErrorDescription error in late)
        {
            WriteError(error);
        }
    }

    /// <summary>
    /// Reads, plans, asks and changes place by place, some at a time, and writes one row for each item in the order of the places. Under
    /// -WhatIf the rows are the plan. A failure in one never stops the others, and a place that cannot be read has a row that says so;
    /// refused credentials and a used-up rate limit end the work early. What failed is told as errors when all rows are out.
    /// </summary>
    private protected void ExecutePlan(IReadOnlyList<BulkTarget> targets, BulkOptions options)
    {
        var failures = new List<ItemResult>();
        var skipped = new List<ItemResult>();
        bool? removes = null;
        BulkPlace[] places = [.. targets.Select(t => new BulkPlace(
            t.Name, t.Session, t.Read, token => OnPipeline<IReadOnlyList<BulkJob>>(() => Jobs(t, removes, options), token), t.NotDone)
        {
            WaitsForChanges = t.WaitsForChanges,
        })];
        using var work = new BulkWork(options.AtOnce, IsOfOne, rows => Post(() => Tell(rows)), WriteUnreadable);
        if (!options.Force && !IsConfirmationOff && !ConfirmsEach)
        {
            // A question about all of them has to count them first.
            removes = AskAbout(work, targets, places, options.Kind);
        }

        Await(token => work.RunAsync(places, token));
        WriteSkipped(skipped, options);
        WriteEarlyEnds(work);
        failures.ForEach(f => WriteErrorLater(options.Failed(f)));
        WriteLateErrors();

        object? OutputOf(ItemResult row) =>
            !options.WritesItem || row.Status == ItemResult.Planned ? row : (row as ChangeResult)?.Item;

        void Tell(BulkRows rows)
        {
            if (!options.Quiet)
            {
                WriteObject(rows.Rows.Select(OutputOf).Where(output => output is not null), enumerateCollection: true);
            }

            // A job that failed is one error, however many rows it has.
            skipped.AddRange(rows.Rows.Where(r => r.Action == ItemAction.Skipped && r.Status != ItemResult.Failed));
            failures.AddRange(rows.Rows.Where(r => r.Status == ItemResult.Failed && !rows.IsTold).Take(1));
        }
    }

    /// <summary>
    /// Reads places, some at a time, and gives each its turn in their order. What cannot be read is an error that keeps nothing else from
    /// being read; refused credentials and a used-up rate limit end the work early.
    /// </summary>
    /// <param name="places">The places.</param>
    /// <param name="atOnce">Requests in flight at most.</param>
    /// <param name="nameOf">A place in words.</param>
    /// <param name="sessionOf">Whose credentials are used.</param>
    /// <param name="read">Reads a place.</param>
    /// <param name="done">Told of each place that was read, on the pipeline thread.</param>
    private protected void ReadPlaces<TPlace>(
        IEnumerable<TPlace> places, int atOnce, Func<TPlace, string> nameOf, Func<TPlace, BitbucketSession> sessionOf,
        Func<TPlace, CancellationToken, Task> read, Action<TPlace> done)
    {
        using var work = new BulkWork(atOnce, IsOfOne, _ => { }, WriteUnreadable);
        BulkPlace[] all = [.. places.Select(place => new BulkPlace(
            nameOf(place), sessionOf(place), token => read(place, token),
            token => OnPipeline<IReadOnlyList<BulkJob>>(
                () =>
                {
                    done(place);
                    return [];
                },
                token),
            (_, _) => null))];
        Await(token => work.RunAsync(all, token));
        WriteEarlyEnds(work, " place", " not read.");
    }

    /// <summary>Told, once, of a place that could not be read or planned, while the others go on.</summary>
    private protected void WriteUnreadable(BulkPlace place, Exception e) => Post(() =>
    {
        if (_told.Add((place.Name, e.Message)))
        {
            WriteErrorLater(ErrorOf(e, place.Account as BitbucketSession, place.Name));
        }
    });

    /// <summary>One error for each account whose work ended early.</summary>
    private protected void WriteEarlyEnds(BulkWork work, string what = " thing", string missed = " not done; the rows say which.")
    {
        foreach (BulkEnd end in work.Ends)
        {
            WriteErrorLater(ErrorRecords.EndedEarly(end, end.Account as BitbucketSession, what, missed));
        }
    }

    /// <summary>Whether a failure concerns one place only.</summary>
    private protected static bool IsOfOne(Exception e) =>
        e is BitbucketApiException or ArgumentException or ErrorRecordException { Terminating: false };

    /// <summary>Has something done on the pipeline thread, and waits for it.</summary>
    private protected Task<T> OnPipeline<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        // When the call is over nobody does it any more.
        CancellationTokenRegistration registration = cancellationToken.Register(() => done.TrySetCanceled());
        Post(() =>
        {
            try
            {
                done.TrySetResult(work());
            }
            catch (Exception e) when (IsOfOne(e))
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

    private static ErrorDescription ErrorOf(Exception e, BitbucketSession? session, object? target) =>
        ErrorDescription.TryFrom(e, session, target) ?? throw e;

    private void WriteSkipped(List<ItemResult> skipped, BulkOptions options)
    {
        if (skipped.Count == 0)
        {
            return;
        }

        string what =
            $"{skipped.Count} {options.Kind}{(skipped.Count == 1 ? " was" : "s were")} skipped "
                + $"({PlannedRemoval.Names(skipped.Select(s => s.Name))})";
        if (options.Quiet)
        {
            WriteVerbose($"{what}; -PassThru says why.");
        }
        else
        {
            WriteWarning($"{what}; {(skipped.Count == 1 ? "its row says" : "their rows say")} why.");
        }
    }

    /// <summary>The answer to the one question about all that is to be removed; null when there is nothing to ask.</summary>
    private bool? AskAbout(BulkWork work, IReadOnlyList<BulkTarget> targets, BulkPlace[] places, string kind)
    {
        if (!targets.Any(t => t.MayRemove))
        {
            return null;
        }

        IReadOnlyList<BulkPlace> read = Await(token => work.ReadAsync(places, token));
        var doomed = new List<PlannedRemoval>();
        for (int i = 0; i < places.Length; i++)
        {
            if (read.Contains(places[i]))
            {
                try
                {
                    doomed.AddRange(targets[i].Items.Select(item => item.PlannedRemoval).OfType<PlannedRemoval>());
                }
                catch (Exception e) when (IsOfOne(e))
                {
                    // Its turn to be told comes with its row.
                }
            }
        }

        return doomed.Count == 0 ? null : ShouldContinueOrForce(false, PlannedRemoval.Question(doomed, kind));
    }

    private BulkJob[] Jobs(BulkTarget target, bool? removes, BulkOptions options) => [.. target.Items.Select(item =>
    {
        (Func<CancellationToken, Task<IReadOnlyList<ItemResult>>> work, bool sends) = Approve(item, removes, options);
        return new BulkJob(item.Key, sends, work, reason => item.Rows(ItemResult.Failed, reason));
    })];

    private (Func<CancellationToken, Task<IReadOnlyList<ItemResult>>> Work, bool Sends) Approve(
        BulkItem item, bool? removes, BulkOptions options)
    {
        if (item.Action is ItemAction.Unchanged or ItemAction.Skipped)
        {
            return IsWhatIf && !item.IsRefused ? Plan() : (item.Apply, false);
        }

        ShouldProcessReason reason = ShouldProcessReason.None;
        bool isAnswered = options.IsHigh && options.Force && !IsWhatIf && !IsSwitchedOn("Confirm", "");
        if (isAnswered)
        {
            WriteVerbose(item.Sentence);
        }
        else if (!Ask(() => ShouldProcess(item.Sentence, item.Question, "Confirm", out reason), item.Description))
        {
            return reason == ShouldProcessReason.WhatIf ? Plan() : Declined();
        }

        return item.PlannedRemoval is not null && removes == false ? Declined() : (item.Apply, true);

        (Func<CancellationToken, Task<IReadOnlyList<ItemResult>>>, bool) Plan() =>
            (_ => Task.FromResult(item.Rows(ItemResult.Planned, item.Reason)), false);

        (Func<CancellationToken, Task<IReadOnlyList<ItemResult>>>, bool) Declined() =>
            (_ => Task.FromResult(item.Rows(ItemResult.Skipped, "It was declined.")), false);
    }
}
