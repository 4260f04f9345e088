using System.Diagnostics;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Raw;

namespace BitbucketPipelines;

/// <content>Waiting for tasks: they run on other threads, and what they post runs on the pipeline thread meanwhile.</content>
public abstract partial class BitbucketCmdlet
{
    private static readonly TimeSpan s_idle = TimeSpan.FromMilliseconds(250);

    private MessageQueue? _messages;

    /// <summary>Runs a task on another thread, and meanwhile runs on the pipeline thread what the task posts.</summary>
    private protected T Await<T>(Func<CancellationToken, Task<T>> work)
    {
        if (NeedsSession)
        {
            // Resolve the session on the pipeline thread: other threads have no runspace.
            _ = Client;
        }

        var messages = new MessageQueue();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        CancellationToken token = cancel.Token;
        // Calls can be nested: a posted message may wait for another task.
        MessageQueue? outer = _messages;
        _messages = messages;
        Task<T> task = Task.Run(() => work(token), token);
        _ = task.ContinueWith(
            _ => messages.Complete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            var sinceIdle = Stopwatch.StartNew();
            while (!messages.IsCompleted)
            {
                if (messages.TryTake(out Action? message, s_idle))
                {
                    message();
                }

                // The progress bar must be updated even while messages keep coming.
                if (sinceIdle.Elapsed >= s_idle)
                {
                    Idle();
                    UpdateProgress();
                    sinceIdle.Restart();
                }
            }
        }
        finally
        {
            // Writing can end the pipeline (Select-Object -First, ErrorAction Stop). StopProcessing is not called then.
            _messages = outer;
            cancel.Cancel();
            while (!messages.IsCompleted && messages.TryTake(out _, s_idle))
            {
                // Make room: the task may be waiting to post a message.
            }

#pragma warning disable RS0030 // The only place that waits for a task.
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(1));
#pragma warning restore RS0030
        }

#pragma warning disable RS0030 // The task has ended.
        return task.GetAwaiter().GetResult();
#pragma warning restore RS0030
    }

    /// <summary>Runs a task, and maps its failure to an error; see <see cref="ErrorMap"/>.</summary>
    private protected T Await<T>(Func<CancellationToken, Task<T>> work, Func<Exception, ErrorDescription?> map) =>
        Await(token => ErrorMap.RunAsync(work, map, token));

    /// <summary>Runs a task without a result.</summary>
    private protected void Await(Func<CancellationToken, Task> work) =>
        Await(async token =>
        {
            await work(token).ConfigureAwait(false);
            return true;
        });

    /// <summary>Opens a list that is read page by page with <see cref="Next"/>. The caller disposes the reader.</summary>
    private protected PageReader<T> Pages<T>(ApiRequest<Page<T>> request, Func<T, string?> key, int length = 100, bool readAhead = true) =>
        new(Client, request, key, _stop.Token, length, readAhead);

    /// <summary>Opens a list of items of any type that is read page by page. The caller disposes the reader.</summary>
    private protected JsonPageReader JsonPageReader(ApiRequest request) => new(Client, request, _stop.Token);

    /// <summary>Reads the next page. Null at the end of the list.</summary>
    private protected IReadOnlyList<T>? Next<T>(PageReader<T> reader) => Await(_ => reader.ReadAsync());

    /// <summary>
    /// Queues an action for the pipeline thread. Called from within a task that <see cref="Await(Func{CancellationToken, Task})"/> runs.
    /// </summary>
    private protected void Post(Action message) => Post(message, MessageQueue.OrdinaryWeight);

    /// <summary>Queues an action that holds much data. The task waits when too much is queued.</summary>
    /// <param name="message">The action.</param>
    /// <param name="weight">About how much memory its data holds, in bytes.</param>
    private protected void Post(Action message, long weight)
    {
        try
        {
            _messages?.Add(message, weight, _stop.Token);
        }
        catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
        {
            // The call has ended, and nothing reads the queue any more.
        }
    }
}
