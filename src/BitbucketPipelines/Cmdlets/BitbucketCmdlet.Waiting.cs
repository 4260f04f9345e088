using System.Collections.Concurrent;
using System.Diagnostics;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Raw;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines;

/// <content>Waiting for tasks: they run on other threads, and what they post runs on the pipeline thread meanwhile.</content>
public abstract partial class BitbucketCmdlet
{
    private static readonly TimeSpan s_idle = TimeSpan.FromMilliseconds(250);

    // Where the code that runs now posts its messages: it flows with the work, so that each work has messages of its own.
    private readonly AsyncLocal<BackgroundWork?> _current = new();
    private readonly ConcurrentQueue<Action> _urgent = new();
    private volatile BackgroundWork? _awaited;

    /// <summary>Runs a task on another thread, and meanwhile runs on the pipeline thread what the task posts.</summary>
    private protected T Await<T>(Func<CancellationToken, Task<T>> work)
    {
        if (NeedsSession)
        {
            // Resolve the session on the pipeline thread: other threads have no runspace.
            _ = Client;
        }

        T result = default!;
        using var running = new BackgroundWork(async token => result = await work(token).ConfigureAwait(false), _current, _stop.Token);
        RunMessages(running);
        running.ThrowIfFailed();
        return result;
    }

    /// <summary>Follows runs until each has ended, with no more requests in flight than this call may have.</summary>
    /// <param name="client">The client.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="options">What is read, and when that ends.</param>
    /// <param name="write">Receives the events, on the pipeline thread.</param>
    private protected void FollowRuns(
        BitbucketClient client, IReadOnlyCollection<WatchedRun> runs, FollowOptions options, Action<RunEvent> write)
    {
        BitbucketClient throttled = client.Through(Slots);
        Await(token => RunFollower.FollowAsync(throttled, runs, options, e => Post(() => write(e), e.Weight), token));
    }

    /// <summary>Runs on the pipeline thread what a task posts, until it has ended.</summary>
    /// <param name="work">The task.</param>
    /// <param name="longest">How long to wait at most; null for as long as it takes.</param>
    /// <returns>Whether the task has ended.</returns>
    private bool RunMessages(BackgroundWork work, TimeSpan? longest = null)
    {
        // Calls can be nested: a posted message may wait for another task.
        BackgroundWork? outer = _awaited;
        _awaited = work;
        try
        {
            var elapsed = Stopwatch.StartNew();
            TimeSpan updated = TimeSpan.Zero;
            while (!work.IsComplete)
            {
                TimeSpan left = longest is { } most ? Duration.Longer(most - elapsed.Elapsed, TimeSpan.Zero) : s_idle;
                if (work.TryTake(out Action? message, Duration.Shorter(left, s_idle)))
                {
                    message!();
                }
                else if (longest is not null && left == TimeSpan.Zero && !work.IsComplete)
                {
                    return false;
                }

                RunUrgentMessages();
                // The progress bar must be updated even while messages keep coming.
                if (elapsed.Elapsed - updated >= s_idle)
                {
                    Idle();
                    UpdateProgress();
                    updated = elapsed.Elapsed;
                }
            }

            RunUrgentMessages();
            return true;
        }
        finally
        {
            _awaited = outer;
        }
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

    /// <summary>Opens a list of items of any type that is read page by page. The caller disposes the reader.</summary>
    private protected JsonPageReader JsonPageReader(ApiRequest request) => new(Client, request, _stop.Token);

    /// <summary>
    /// Queues an action for the pipeline thread, behind what the same work has posted before. Called from within work that
    /// <see cref="Await(Func{CancellationToken, Task})"/> or Start runs.
    /// </summary>
    private protected void Post(Action message) => Post(message, MessageQueue.OrdinaryWeight);

    /// <summary>Queues an action that holds much data. The task waits when too much is queued.</summary>
    /// <param name="message">The action.</param>
    /// <param name="weight">About how much memory its data holds, in bytes.</param>
    private protected void Post(Action message, long weight) => _current.Value?.Post(message, weight);

    /// <summary>Queues an action that does not wait for its turn: a message about what happens now, such as a pause.</summary>
    private void PostUrgently(Action message)
    {
        _urgent.Enqueue(message);
        _awaited?.Wake();
    }

    private void RunUrgentMessages()
    {
        while (_urgent.TryDequeue(out Action? message))
        {
            message();
        }
    }
}
