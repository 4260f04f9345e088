using BitbucketPipelines.Api;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <content>What bulk work tells at its end: the summary, what was skipped, and the errors that were kept until then.</content>
public abstract partial class BitbucketCmdlet
{
    private const string RowsSayWhich = " not done; the rows say which.";

    private readonly List<ErrorDescription> _deferredErrors = [];
    private readonly HashSet<(string Place, string Message)> _reported = [];
    private int _plannedRuns;
    private int _plannedCost;

    /// <summary>
    /// Keeps an error until all results are written. Written at once, it would end the cmdlet under -ErrorAction Stop before the other
    /// items are done.
    /// </summary>
    private protected void DeferError(ErrorDescription error) => _deferredErrors.Add(error);

    /// <summary>Runs the work for one item. Its failure becomes an error that is written when all results are written.</summary>
    private protected void GuardDeferred(Action body, object? target)
    {
        try
        {
            body();
        }
        catch (Exception e) when (IsItemFailure(e))
        {
            DeferError(ErrorOf(e, SessionOrNull, target));
        }
    }

    /// <summary>Writes the errors that were kept.</summary>
    private protected void WriteDeferredErrors()
    {
        ErrorDescription[] deferred = [.. _deferredErrors];
        _deferredErrors.Clear();
        foreach (ErrorDescription error in deferred)
        {
            OnFailure(error);
            WriteError(error);
        }
    }

    /// <summary>
    /// Keeps an error for a place that could not be read or planned. The same failure of a place is reported once, and an error about
    /// several places, which names them, once for all.
    /// </summary>
    private protected void WriteUnreadable(BulkPlace place, Exception e) => Post(() =>
    {
        if (_reported.Add(((e as ErrorRecordException)?.Error.Target as string ?? place.Name, e.Message)))
        {
            DeferError(ErrorOf(e, place.Account as BitbucketSession, place.Name));
        }
    });

    /// <summary>Keeps one error for each session whose work ended early.</summary>
    private protected void WriteEarlyEnds(BulkWork work, string what = "thing", string missed = RowsSayWhich)
    {
        foreach (BulkEnd end in work.Ends)
        {
            DeferError(Errors.EndedEarly(end, end.Account as BitbucketSession, what, missed, IsRepeatable));
        }
    }

    /// <summary>
    /// Writes one line that counts what was done. With -WhatIf it also says what the work would cost. It goes to the host, so that it
    /// cannot be taken for output; for one item there is none.
    /// </summary>
    /// <param name="summary">What was done.</param>
    /// <param name="requests">The number of requests that the work takes, to show with -WhatIf.</param>
    private void WriteSummary(BulkSummary summary, long requests)
    {
        if (!summary.IsUseful)
        {
            return;
        }

        if (IsWhatIf)
        {
            WriteCost(summary.Text(isPlan: true), requests);
        }
        else
        {
            WriteHost(summary.Text(isPlan: false));
        }
    }

    /// <summary>Counts a run that would be started, resumed or stopped without -WhatIf.</summary>
    private void NotePlanned(RecordWork record, int requests)
    {
        if (record.IsWhatIf)
        {
            _plannedRuns++;
            _plannedCost += requests;
        }
    }

    /// <summary>With -WhatIf, says what it would cost to start, resume or stop several runs.</summary>
    private void WritePlannedCost()
    {
        if (_plannedRuns > 1)
        {
            WriteCost($"{Counted.Of(_plannedRuns, "run")}.", _requests.Sent - _requests.ForPlan + _plannedCost);
        }
    }

    private void WriteCost(string plan, long requests) => WriteHost(
        $"What if: {plan} {new RequestEstimate(requests, SessionOrNull?.Client.Allowance.HourlyLimit ?? Allowance.DefaultLimit)}");

    /// <summary>Says how far the work came that is being stopped. The pipeline does not take anything any more.</summary>
    private void WriteStopped(BulkSummary summary)
    {
        if (summary.IsUseful && _stop.IsCancellationRequested)
        {
            WriteScreen($"Stopped. {summary.Text(isPlan: false)} "
                + (IsRepeatable ? "Run the command again to do the rest: nothing is done twice." : "What was done is not undone."));
        }
    }

    private void WriteSkipped(List<ItemResult> skipped, BulkOptions options)
    {
        if (skipped.Count == 0)
        {
            return;
        }

        string what =
            $"{Counted.Were(skipped.Count, options.Kind)} skipped "
                + $"({PlannedRemoval.Names(skipped.Select(s => s.Name))})";
        if (options.SuppressRows)
        {
            WriteVerbose($"{what}; specify -PassThru to see why.");
        }
        else
        {
            WriteWarning($"{what}; {(skipped.Count == 1 ? "its row says" : "their rows say")} why.");
        }
    }
}
