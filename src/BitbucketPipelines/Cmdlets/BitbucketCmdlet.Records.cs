using System.Diagnostics;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <content>
/// The record spine: the work of several input records runs at the same time, and each record is written in its turn. Every cmdlet whose
/// records are independent of each other uses this. Process runs on the pipeline thread: it captures what it needs of the parameters,
/// which are bound anew for the next record, and starts the work. What the work posts, its result and its error are written in the order
/// of the records.
/// </content>
public abstract partial class BitbucketCmdlet
{
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(5);

    private readonly Queue<RecordWork> _records = new();
    private readonly Stopwatch _sinceRecord = new();
    private RequestSlots? _slots;
    private RequestGate? _gate;
    private int? _maxRecords;
    private bool _hasStarted;
    private bool _isEnding;

    /// <summary>The maximum number of requests in flight.</summary>
    private protected virtual int RequestLimit => RequestSlots.DefaultLimit;

    /// <summary>The limit on requests in flight, shared by all that this call does.</summary>
    private protected RequestSlots Slots => _slots ??= new RequestSlots(RequestLimit);

    /// <summary>
    /// The maximum number of records that were started and are not written yet. What changes something is not started far ahead. Records
    /// are processed one by one when a variable of the pipeline belongs to the object that is being processed: see -PipelineVariable.
    /// </summary>
    private int MaxRecords => _maxRecords ??=
        RequestLimit == 1 || PipelineVariable.IsUsedBefore(this) ? 1 : IsWriter ? RequestLimit : 2 * RequestLimit;

    /// <summary>Starts the work of a record. Its result is written on the pipeline thread, after the records before it.</summary>
    /// <param name="read">
    /// The work: one request, or several one after the other. It runs on another thread, so it must not read a parameter or another
    /// property of the cmdlet: they may belong to a later record by then.
    /// </param>
    /// <param name="write">Writes the result. The same holds for it, except for <see cref="Client"/> and the session.</param>
    /// <param name="target">The target object of an error; null for that of the record.</param>
    /// <param name="defersError">Whether an error is kept until everything is written.</param>
    private protected void Start<T>(
        Func<BitbucketClient, CancellationToken, Task<T>> read, Action<T> write, object? target = null, bool defersError = false) =>
        Start(
            async (record, token) =>
            {
                T result = await record.Gate.RunAsync(() => read(record.Client, token), token).ConfigureAwait(false);
                return () => write(result);
            },
            target, defersError);

    /// <summary>As above, with a map of failures to errors; null means that the failure is not one of them.</summary>
    private protected void Start<T>(
        Func<BitbucketClient, CancellationToken, Task<T>> read, Func<Exception, ErrorDescription?> map, Action<T> write,
        object? target = null) =>
        Start(
            async (record, token) =>
            {
                T result = await ErrorMap.RunAsync(
                    t => record.Gate.RunAsync(() => read(record.Client, t), t), map, token).ConfigureAwait(false);
                return () => write(result);
            },
            target);

    /// <summary>
    /// Starts the work of a record that passes its requests through the gate itself. It returns what is done on the pipeline thread at the
    /// end, and can post before.
    /// </summary>
    private protected void Start(
        Func<RecordWork, CancellationToken, Task<Action?>> work, object? target = null, bool defersError = false)
    {
        while (_records.Count >= MaxRecords)
        {
            WriteFirst();
        }

        if (_isEnding)
        {
            WriteRecords();
        }

        _hasStarted = true;
        BitbucketSession session = CurrentSession;
        var gate = new AccountGate(_gate ??= new RequestGate(Slots, CauseOf), session, WaitForRoomAsync);
        var record = new RecordWork(session, Client, gate)
        {
            Target = target ?? FailureTarget,
            DefersError = defersError,
            IsWhatIf = IsWriter && IsWhatIf,
            Asks = IsWriter && ConfirmsEach,
        };
        record.Running = new BackgroundWork(
            async token => record.Write = await work(record, token).ConfigureAwait(false), _current, _stop.Token,
            () => !record.HasTurn);
        _records.Enqueue(record);
    }

    /// <summary>
    /// Before its turn, work that has posted much sends no further request. It waits before it takes one of those that are allowed at a
    /// time: the records before it need them.
    /// </summary>
    private Task WaitForRoomAsync(CancellationToken cancellationToken) =>
        _current.Value is { IsFarAhead: true } ? OnPipeline(() => true, cancellationToken) : Task.CompletedTask;

    /// <summary>
    /// Asks whether a change is wanted, in the turn of its record. Where nobody is asked, the change does not wait for its turn.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="target">What is changed.</param>
    /// <param name="action">The change.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <param name="requests">How many requests the change takes if nothing fails, for the estimate of -WhatIf.</param>
    private protected async Task<bool> ApproveAsync(
        RecordWork record, string target, string action, CancellationToken cancellationToken, int requests = 1)
    {
        if (record.Asks)
        {
            return await OnPipeline(
                () =>
                {
                    NotePlanned(record, requests);
                    return ShouldProcess(target, action);
                },
                cancellationToken).ConfigureAwait(false);
        }

        Post(() => WriteVerbose($"Performing the operation \"{action}\" on target \"{target}\"."));
        return true;
    }

    /// <summary>Runs the part of a record's work that needs the pipeline thread. An error is written after the records before it.</summary>
    private void RunInTurn(Action body, object? target)
    {
        try
        {
            body();
        }
        catch (Exception e) when (_records.Count > 0 && IsExpected(e))
        {
            if (e is ErrorRecordException { Terminating: true } || IsFirstErrorLast)
            {
                WriteRecords();
                throw;
            }

            Start((_, _) => Task.FromException<Action?>(e), target);
        }
    }

    /// <summary>
    /// Writes the records that are complete. If the upstream command took its time for this record, that much time is spent waiting for
    /// output: the next record may take as long, and nothing can be written in the meantime.
    /// </summary>
    private void WriteReadyRecords(TimeSpan upstream)
    {
        RunUrgentMessages();
        if (!MyInvocation.ExpectingInput || MaxRecords == 1)
        {
            WriteRecords();
            return;
        }

        var waited = Stopwatch.StartNew();
        TimeSpan most = upstream < s_shortestPause ? TimeSpan.Zero : upstream;
        while (_records.Count > 0 && WriteFirst(Duration.Longer(most - waited.Elapsed, TimeSpan.Zero)))
        {
        }

        if (_isEnding)
        {
            WriteRecords();
        }
    }

    /// <summary>Writes all records that were started, and waits for them.</summary>
    private protected void WriteRecords()
    {
        while (_records.Count > 0)
        {
            WriteFirst();
        }

        if (_isEnding)
        {
            GuardAlways(WriteDeferredErrors);
        }
    }

    /// <summary>Writes what there is of the first record.</summary>
    /// <param name="longest">How long to wait for it at most; null for as long as it takes.</param>
    /// <returns>Whether the record is complete.</returns>
    private bool WriteFirst(TimeSpan? longest = null)
    {
        RecordWork record = _records.Peek();
        (BitbucketSession? session, BitbucketClient? client) = (_session, _client);
        (_session, _client) = (record.Session, record.Client);
        record.HasTurn = true;
        bool isComplete = true;
        bool goesOn = false;
        try
        {
            GuardAlways(() => isComplete = Write(record, longest), record.Target);
            goesOn = true;
            return isComplete;
        }
        finally
        {
            if (isComplete)
            {
                CountRecord();
                _records.Dequeue();
                record.Running!.Dispose();
                record.Progress?.Dispose();
            }

            (_session, _client) = (session, client);
            if (!goesOn)
            {
                // The pipeline ends: an error with -ErrorAction Stop, Ctrl+C, or Select-Object that has enough.
                AbandonRecords();
                HideProgress();
                _workProgress = null;
            }
        }
    }

    private bool Write(RecordWork record, TimeSpan? longest)
    {
        try
        {
            if (!RunMessages(record.Running!, longest))
            {
                return false;
            }

            record.Running!.ThrowIfFailed();
            record.Write?.Invoke();
        }
        catch (Exception e) when (record.DefersError && IsItemFailure(e) && !IsEnd(e))
        {
            DeferError(ErrorOf(e, SessionOrNull, record.Target));
        }
        catch (Exception e) when (_records.Count > 1 && IsItemFailure(e) && !IsEnd(e) && EndsWithErrors)
        {
            // The changes of the records behind this one are on their way: what they did must be known before the error ends the pipeline.
            DeferError(ErrorOf(e, SessionOrNull, record.Target));
            _isEnding = true;
        }

        return true;
    }

    /// <summary>Whether an error ends the pipeline while other changes are under way, about which nobody is asked.</summary>
    private bool EndsWithErrors => IsWriter && !IsWhatIf && !ConfirmsEach && LanguagePrimitives.TryConvertTo(
        MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? action) ? action : GetVariableValue("ErrorActionPreference"),
        out ActionPreference preference) && preference == ActionPreference.Stop;

    /// <summary>Does a part of the work of a record. Its error is written in its turn, and the other parts are done.</summary>
    private protected async Task WritePartAsync(Func<Task<Action?>> work, object target)
    {
        try
        {
            if (await work().ConfigureAwait(false) is { } write)
            {
                Post(() => GuardAlways(write, target));
            }
        }
        catch (Exception e) when (IsExpected(e) && !IsEnd(e))
        {
            Post(() => GuardAlways(() => ExceptionDispatchInfo.Capture(e).Throw(), target));
        }
    }

    /// <summary>Cancels the records that are not written, because the pipeline ends.</summary>
    private void AbandonRecords()
    {
        foreach (RecordWork record in _records)
        {
            record.Running!.Cancel();
        }

        while (_records.Count > 0)
        {
            _records.Dequeue().Running!.Dispose();
        }
    }
}
