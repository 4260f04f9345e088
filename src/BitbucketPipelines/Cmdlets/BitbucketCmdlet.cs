using System.ComponentModel;
using System.Management.Automation;
using System.Reflection;
using BitbucketPipelines.Api;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>
/// The base class of the cmdlets that use a session. It handles cancellation, waits for a task while the messages of the task are written,
/// and turns failures into error records. Cmdlets override <see cref="Begin"/>, <see cref="Process"/> and <see cref="Finish"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class BitbucketCmdlet : ModuleCmdlet, IDisposable
{
    private static readonly TimeSpan s_quietPause = TimeSpan.FromSeconds(5);

    // Created with the cmdlet, because Ctrl+C can be pressed before the first record.
    private readonly CancellationTokenSource _stop = new();
    private readonly RequestCounter _requests = new();
    private readonly HashSet<string> _typed = new(StringComparer.OrdinalIgnoreCase);
    private BitbucketSession? _session;
    private BitbucketClient? _client;
    private bool _silenceReported;
    private bool _hasBegun;

    /// <summary>
    /// The session to use instead of the connected one, such as <c>$using:session</c> in <c>ForEach-Object -Parallel</c>.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public BitbucketSession? Session { get; set; }

    /// <summary>The session of this call: that of -Session, the connected one, or that of the environment variables.</summary>
    private protected BitbucketSession CurrentSession =>
        SessionOrNull ?? throw new ErrorRecordException(Errors.NotConnected(), terminating: true);

    /// <summary>The session of this call, or null when there is none.</summary>
    private protected BitbucketSession? SessionOrNull =>
        _session ??= Session?.Original ?? (IsAnonymous ? SessionStore.Connected ?? SessionStore.Anonymous() : SessionStore.Find())
        ?? SessionWithoutCredentials;

    /// <summary>The session that is used when no credentials are known; null where they are needed.</summary>
    private protected virtual BitbucketSession? SessionWithoutCredentials => null;

    /// <summary>
    /// Whether only requests without credentials are sent. Such a cmdlet needs no session and ignores the credentials in the environment.
    /// </summary>
    private protected virtual bool IsAnonymous => false;

    /// <summary>The client of the session. It reports its events to this cmdlet.</summary>
    private protected BitbucketClient Client => _client ??= ClientOf(CurrentSession);

    /// <summary>The client of another session. It reports its events to this cmdlet, too.</summary>
    private protected BitbucketClient ClientOf(BitbucketSession session) => session.Client.ObservedBy(Observe, _requests);

    /// <summary>The number of requests that were sent so far.</summary>
    private protected long RequestCount => _requests.Sent;

    /// <summary>Whether the cmdlet sends requests to Bitbucket.</summary>
    private protected virtual bool NeedsSession => true;

    /// <summary>Whether a parameter was specified on the command line rather than bound from a piped object.</summary>
    private protected bool IsTyped(string parameter) => _typed.Contains(parameter);

    /// <summary>Whether the value of a parameter comes from $PSDefaultParameterValues: it was not typed for this call.</summary>
    private protected bool IsFromDefaults(string parameter) =>
        IsTyped(parameter) && DefaultValues.Contains(GetVariableValue("PSDefaultParameterValues"), MyInvocation, parameter);

    /// <summary>Whether the cmdlet changes something on Bitbucket.</summary>
    private protected virtual bool IsWriter => GetType().GetCustomAttribute<CmdletAttribute>()?.SupportsShouldProcess == true;

    /// <summary>Whether every wrong argument ends the cmdlet, because it does only one thing.</summary>
    private protected virtual bool IsFirstErrorLast => false;

    /// <summary>Called before the first input record.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Called for each input record.</summary>
    protected virtual void Process()
    {
    }

    /// <summary>Called after the last input record.</summary>
    protected virtual void Finish()
    {
    }

    /// <summary>Called four times a second while the cmdlet waits for a task.</summary>
    private protected virtual void Idle()
    {
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guard(() =>
    {
        // Parameters from the pipeline are bound later, for each record.
        _typed.UnionWith(MyInvocation.BoundParameters.Keys);
        RefuseEmptyAttribute.Check(this, MyInvocation.BoundParameters);
        if (MustSpecifyAttribute.Missing(this, isRecord: false) is { Length: > 0 } missing)
        {
            throw new ErrorRecordException(Errors.MissingParameters(missing, MyInvocation.MyCommand.Name), terminating: true);
        }

        ApplyListLength();
        UnexpandedMacro.Check(MyInvocation.BoundParameters, IsWriter);
        Begin();
        _hasBegun = true;
        _sinceRecord.Restart();
    });

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (!_hasBegun)
        {
            // Begin has written its error: what the records need is not there.
            return;
        }

        TimeSpan upstream = _sinceRecord.Elapsed;
        // The session can be another one for each record.
        _session = null;
        _client = null;
        Guard(() =>
        {
            if (IsWriter)
            {
                PipelineInput.RefusePlannedRow(this);
                UnexpandedMacro.Check(MyInvocation.BoundParameters, isWriter: true, isPiped: true);
            }

            if (MustSpecifyAttribute.Missing(this, isRecord: true) is { Length: > 0 } missing)
            {
                throw new ErrorRecordException(Errors.MissingProperties(missing));
            }

            Process();
        });
        if (!_hasStarted)
        {
            CountRecord();
        }

        WriteReadyRecords(upstream);
        _sinceRecord.Restart();
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        if (_hasBegun)
        {
            WriteRecords();
            EndRecordProgress();
            GuardAlways(Finish);
            WritePlannedCost();
        }

        RunUrgentMessages();
        WriteEarlyEnds();
        GuardAlways(WriteDeferredErrors);
    }

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _stop.Cancel();

    /// <summary>Writes a file as Get-Item does, with the properties that tables of files need.</summary>
    private protected void WriteFile(string path) =>
        WriteObject(InvokeProvider.Item.Get([path], force: true, literalPath: true), enumerateCollection: true);

    /// <summary>The build system that a parameter says to write for, in which text must be harmless too.</summary>
    private protected virtual CiHost ChosenHost => CiHost.None;

    /// <summary>
    /// Runs the work for one record and turns its failure into an error record, so that the next record is processed. The error is written
    /// in its turn, after the records that were started before.
    /// </summary>
    private protected void Guard(Action body, object? target = null)
    {
        if (!SkipsAfterEarlyEnd())
        {
            GuardAlways(() => RunInTurn(body, target), target);
        }
    }

    private void GuardAlways(Action body, object? target = null) => LogSanitizer.For(ChosenHost, () => RunGuarded(body, target));

    private void RunGuarded(Action body, object? target)
    {
        try
        {
            body();
        }
        catch (ErrorRecordException e) when (e.Terminating || IsFirstErrorLast)
        {
            OnFailure(e.Error);
            ThrowTerminatingError(Completed(e.Error).ToRecord());
        }
        catch (Exception e) when (IsExpected(e))
        {
            if (!TryEndEarly(e, target ?? FailureTarget))
            {
                ErrorDescription error = ErrorOf(e, e is BitbucketApiException ? SessionOrNull : null, target ?? FailureTarget);
                OnFailure(error);
                WriteError(error);
            }
        }
        catch (OperationCanceledException e) when (_stop.IsCancellationRequested)
        {
            if (e is StoppedMidwayException)
            {
                // A pipeline that is being stopped discards errors and warnings.
                WriteScreen(e.Message);
            }

            throw new PipelineStoppedException();
        }
    }

    private static bool IsExpected(Exception e) => e is BitbucketApiException or ErrorRecordException or ArgumentException or IOException
        or UnauthorizedAccessException or AccountEndedException;

    /// <summary>Called before an error is written that ends a record or the whole call, for example to tell the build system.</summary>
    private protected virtual void OnFailure(ErrorDescription error)
    {
    }

    /// <summary>The target object of an error in the current record.</summary>
    private protected virtual object? FailureTarget => null;

    /// <summary>Reports an event of a request: in its turn, or at once when the user would wonder what the wait is for.</summary>
    private void Observe(ApiEvent e)
    {
        if (e.Wait is { } wait)
        {
            PostUrgently(() => WriteLimitWait(wait));
            return;
        }

        if (e.IsAloud || e.IsSilence || e.Delay > s_quietPause)
        {
            PostUrgently(() =>
            {
                // That the server does not answer is said once; the final result is reported anyway.
                bool isRepeated = e.IsSilence && _silenceReported && !e.IsAloud && !(e.Delay > s_quietPause);
                _silenceReported |= e.IsSilence;
                if (isRepeated)
                {
                    WriteVerbose(e.Text);
                }
                else
                {
                    WriteWarning(e.Text);
                }
            });
        }
        else
        {
            Post(() => WriteVerbose(e.Text));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Cancels pending work. The engine only disposes a cmdlet upstream of <c>Select-Object -First</c>; it does not stop it.
    /// </summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            RemoveProgress();
            _stop.Cancel();
            AbandonRecords();
            _stop.Dispose();
        }
    }
}
