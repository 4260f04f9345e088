using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Management.Automation;
using System.Reflection;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Raw;
using BitbucketPipelines.Api.Schedules;

namespace BitbucketPipelines;

/// <summary>
/// What every cmdlet has: a session, cancellation, waiting on a task while its messages are written, and one place where failures
/// become error records. Leaves override <see cref="Begin"/>, <see cref="Process"/> and <see cref="Finish"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class BitbucketCmdlet : ModuleCmdlet, IDisposable
{
    private static readonly TimeSpan s_idle = TimeSpan.FromMilliseconds(250);

    // Made with the object: Ctrl+C can come before the first record.
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _typed = new(StringComparer.OrdinalIgnoreCase);
    private BlockingCollection<Action>? _messages;
    private BitbucketSession? _session;
    private BitbucketClient? _client;
    private bool _silenceTold;
    private bool _hasBegun;

    /// <summary>
    /// The session to use in place of the connected one, such as <c>$using:session</c> in <c>ForEach-Object -Parallel</c>.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public BitbucketSession? Session { get; set; }

    /// <summary>The session of this call: the parameter, the connected one, or the environment.</summary>
    private protected BitbucketSession CurrentSession =>
        FoundSession ?? throw new ErrorRecordException(ErrorRecords.NotConnected(), terminating: true);

    /// <summary>The session of this call, or null when there is none.</summary>
    private protected BitbucketSession? FoundSession =>
        _session ??= Session ?? (IsAnonymous ? SessionStore.Connected ?? SessionStore.Anonymous() : SessionStore.Find());

    /// <summary>
    /// Whether only requests without credentials are sent. Such a cmdlet needs no session, and those of the environment are not looked at.
    /// </summary>
    private protected virtual bool IsAnonymous => false;

    /// <summary>The client of the session; tells this cmdlet what it does.</summary>
    private protected BitbucketClient Client => _client ??= ClientOf(CurrentSession);

    /// <summary>The client of another session; tells this cmdlet what it does, too.</summary>
    private protected BitbucketClient ClientOf(BitbucketSession session) => session.Client.ObservedBy(Observe);

    /// <summary>Whether it talks to Bitbucket at all.</summary>
    private protected virtual bool NeedsSession => true;

    /// <summary>Whether a parameter was given on the command line, and not by a piped object.</summary>
    private protected bool IsTyped(string parameter) => _typed.Contains(parameter);

    /// <summary>Whether it changes something on Bitbucket.</summary>
    private protected virtual bool IsWriter => GetType().GetCustomAttribute<CmdletAttribute>()?.SupportsShouldProcess == true;

    /// <summary>Before the first record.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>For each record.</summary>
    protected virtual void Process()
    {
    }

    /// <summary>After the last record.</summary>
    protected virtual void Finish()
    {
    }

    /// <summary>Four times a second while a task is waited for.</summary>
    private protected virtual void Idle()
    {
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guard(() =>
    {
        // What is piped in is bound later, for each record.
        _typed.UnionWith(MyInvocation.BoundParameters.Keys);
        RefuseEmptyAttribute.Check(this, MyInvocation.BoundParameters);
        UnexpandedMacro.Check(MyInvocation.BoundParameters, IsWriter);
        Begin();
        _hasBegun = true;
    });

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (!_hasBegun)
        {
            // Begin has written its error: what the records need is not there.
            return;
        }

        // The session can be another one for each record.
        _session = null;
        _client = null;
        Guard(() =>
        {
            if (IsWriter)
            {
                PipelineInput.RefusePlannedRow(this);
            }

            Process();
        });
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        if (_hasBegun)
        {
            Guard(Finish);
        }

        Guard(WriteLateErrors);
    }

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _stop.Cancel();

    /// <summary>Runs a task off the pipeline thread, and on it, meanwhile, what the task posts.</summary>
    private protected T Await<T>(Func<CancellationToken, Task<T>> work)
    {
        if (NeedsSession)
        {
            // Found here, on the pipeline thread: off it there is no runspace to look in.
            _ = Client;
        }

        using var messages = new BlockingCollection<Action>(1024);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        CancellationToken token = cancel.Token;
        // One may be waited for on behalf of another.
        BlockingCollection<Action>? outer = _messages;
        _messages = messages;
        Task<T> task = Task.Run(() => work(token), token);
        _ = task.ContinueWith(
            _ => messages.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            var sinceIdle = Stopwatch.StartNew();
            while (!messages.IsCompleted)
            {
                if (messages.TryTake(out Action? message, s_idle))
                {
                    message();
                }

                // Messages that never cease must not keep the progress bar from its turn.
                if (sinceIdle.Elapsed >= s_idle)
                {
                    Idle();
                    sinceIdle.Restart();
                }
            }
        }
        finally
        {
            // Writing can end the pipeline (Select-Object -First, an error that stops), and StopProcessing is not called then.
            _messages = outer;
            cancel.Cancel();
            while (!messages.IsCompleted && messages.TryTake(out _, s_idle))
            {
                // The task may be waiting for room to post.
            }

#pragma warning disable RS0030 // The one place that waits for a task.
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(1));
#pragma warning restore RS0030
        }

#pragma warning disable RS0030 // It has ended.
        return task.GetAwaiter().GetResult();
#pragma warning restore RS0030
    }

    /// <summary>The same, with a map that says which error a failure is; see <see cref="ErrorMap"/>.</summary>
    private protected T Await<T>(Func<CancellationToken, Task<T>> work, Func<Exception, ErrorDescription?> map) =>
        Await(token => ErrorMap.RunAsync(work, map, token));

    /// <summary>Runs a task without a result.</summary>
    private protected void Await(Func<CancellationToken, Task> work) =>
        Await(async token =>
        {
            await work(token).ConfigureAwait(false);
            return true;
        });

    /// <summary>A list, to be read page by page with <see cref="Next"/> and disposed.</summary>
    private protected PageReader<T> Pages<T>(ApiRequest<Page<T>> request, Func<T, string?> key, int length = 100, bool readAhead = true) =>
        new(Client, request, key, _stop.Token, length, readAhead);

    /// <summary>A list of whatever kind of items, to be read page by page and disposed.</summary>
    private protected JsonPageReader JsonPageReader(ApiRequest request) => new(Client, request, _stop.Token);

    /// <summary>The next page, or null at the end.</summary>
    private protected IReadOnlyList<T>? Next<T>(PageReader<T> reader) => Await(_ => reader.ReadAsync());

    /// <summary>Has something done on the pipeline thread, in order. Called from within a task that is waited for.</summary>
    private protected void Post(Action message)
    {
        BlockingCollection<Action>? messages = _messages;
        try
        {
            messages?.Add(message, _stop.Token);
        }
        catch (Exception e) when (e is InvalidOperationException or OperationCanceledException)
        {
            // Nobody listens any more: the call is over.
        }
    }

    /// <summary>Writes a file as Get-Item does: what it adds to it is shown in tables.</summary>
    private protected void WriteFile(string path) =>
        WriteObject(InvokeProvider.Item.Get([path], force: true, literalPath: true), enumerateCollection: true);

    /// <summary>Turns a failure into what the user sees, so that the next item gets its turn.</summary>
    private protected void Guard(Action body, object? target = null)
    {
        try
        {
            body();
        }
        catch (ErrorRecordException e) when (e.Terminating)
        {
            ThrowTerminatingError(e.Error.ToRecord());
        }
        catch (Exception e) when (e is BitbucketApiException or ErrorRecordException or ArgumentException or IOException
            or UnauthorizedAccessException)
        {
            WriteError(ErrorOf(e, e is BitbucketApiException ? FoundSession : null, target ?? FailureTarget));
        }
        catch (OperationCanceledException e) when (_stop.IsCancellationRequested)
        {
            if (e is ScheduleStoppedException)
            {
                // A pipeline that is stopped takes no errors and no warnings any more.
                WriteScreen(e.Message);
            }

            throw new PipelineStoppedException();
        }
    }

    /// <summary>What an error of the current record is about.</summary>
    private protected virtual object? FailureTarget => null;

    private void Observe(ApiEvent e) => Post(() =>
    {
        // That nothing comes is said once; what comes of it is told in the end.
        bool aloud = e.IsAloud || (e.IsSilence && !_silenceTold);
        _silenceTold |= e.IsSilence;
        // A wait that a person would notice is said aloud; the rest is there for those who look.
        if (aloud || e.Delay > TimeSpan.FromSeconds(5))
        {
            WriteWarning(e.Text);
        }
        else
        {
            WriteVerbose(e.Text);
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Cancels what is still under way: disposing is all that a cmdlet upstream of <c>Select-Object -First</c> gets.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }
}
