using System.Diagnostics;

namespace BitbucketPipelines.Tests;

/// <summary>
/// A clock that stands still until the test moves it. There are three ways:
/// <list type="bullet">
/// <item><see cref="Advance"/>: explicitly.</item>
/// <item><see cref="Auto"/>: every delay passes at once, and moves the clock; time-outs fire only when a delay moves the clock past them.
/// A delay is told from a time-out by the state of its timer: a task for <c>Task.Delay</c>, a source for
/// <c>CancellationTokenSource</c>.</item>
/// <item><see cref="Simulate{T}"/>: whenever the work stands still, the clock jumps to the next timer, delay or time-out, in the order of
/// their times. Exact with work in parallel and with requests that hang; only for stubs that answer on the spot.</item>
/// </list>
/// </summary>
internal sealed class VirtualClock : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly object _gate = new();
    private readonly List<VirtualTimer> _timers = [];
    private readonly List<TimeSpan> _delays = [];
    private DateTimeOffset _now = Start;
    private bool _auto = true;

    /// <summary>Whether delays end at once. Setting it also ends the delays that are already waiting.</summary>
    public bool Auto
    {
        get
        {
            lock (_gate)
            {
                return _auto;
            }
        }

        set
        {
            DateTimeOffset last;
            lock (_gate)
            {
                _auto = value;
                last = _timers.Where(t => t.IsDelay).Select(t => t.Due).DefaultIfEmpty(_now).Max();
            }

            if (value)
            {
                MoveTo(last);
            }
        }
    }

    /// <summary>
    /// Whether <see cref="Simulate{T}"/> lets the thread pool do what waits there before time passes: for work that goes on there, as where
    /// one task is waited for beside another.
    /// </summary>
    public bool LetsOthersWork { get; set; }

    /// <summary>How much too early delays end. Real timers can fire early too.</summary>
    public TimeSpan Early { get; set; }

    /// <summary>How much too early timeouts fire.</summary>
    public TimeSpan EarlyTimeouts { get; set; }

    /// <summary>How far the clock has moved.</summary>
    public TimeSpan Elapsed => GetUtcNow() - Start;

    /// <summary>Every started delay, in order. Timeouts are not included.</summary>
    public TimeSpan[] Delays
    {
        get
        {
            lock (_gate)
            {
                return [.. _delays];
            }
        }
    }

    /// <summary>Timers that have neither fired nor been disposed.</summary>
    public int OpenTimers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>The delays that are waiting now. Timeouts are not included.</summary>
    public int OpenDelays
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count(t => t.IsDelay);
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        TimeSpan early = state is Task ? Early : state is CancellationTokenSource ? EarlyTimeouts : TimeSpan.Zero;
        timer.Change(dueTime > early ? dueTime - early : dueTime, period);
        if (state is Task && dueTime != Timeout.InfiniteTimeSpan)
        {
            lock (_gate)
            {
                _delays.Add(dueTime);
            }

            if (Auto)
            {
                MoveTo(timer.Due);
            }
        }

        return timer;
    }

    /// <summary>Moves the clock and fires the due timers in order.</summary>
    public void Advance(TimeSpan time) => MoveTo(GetUtcNow() + time);

    /// <summary>Runs work to its end while the clock moves automatically.</summary>
    /// <param name="work">The work.</param>
    /// <param name="until">
    /// Where the clock stops. Needed where a delay is cancelled: what awaits it goes on in the thread pool, while the next timer seems due.
    /// </param>
    public T Simulate<T>(Func<Task<T>> work, TimeSpan? until = null)
    {
        Auto = false;
        SynchronizationContext? context = SynchronizationContext.Current;
        // Without a context, what awaits a timer goes on inside its callback: when the callback is back, the work stands still.
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Task<T> task = work();
            long failAt = Environment.TickCount64 + 20_000;
            while (!task.IsCompleted)
            {
                if (LetsOthersWork)
                {
                    LetOthersWork(task);
                }

                if (!MoveToNextTimer(until))
                {
                    // Something goes on in the thread pool: a semaphore hands over there, too.
                    Thread.Yield();
                    Assert.True(Environment.TickCount64 < failAt, "The work stands still and waits for no timer.");
                }
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Runs work to its end while the clock moves automatically.</summary>
    public void Simulate(Func<Task> work, TimeSpan? until = null) => Simulate(
        async () =>
        {
            await work().ConfigureAwait(false);
            return true;
        },
        until);

    /// <summary>What was queued before is begun before, and what that queues has its turn too.</summary>
    private static void LetOthersWork(Task task)
    {
        for (int i = 0; i < 5 && !task.IsCompleted; i++)
        {
            using var turn = new ManualResetEventSlim();
            ThreadPool.UnsafeQueueUserWorkItem(_ => turn.Set(), null);
            turn.Wait();
            Thread.Yield();
        }

        // What runs at this moment ends, unless other tests keep the pool busy all the time.
        long until = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 500);
        while (!IsPoolIdle() && Stopwatch.GetTimestamp() < until)
        {
            Thread.Yield();
        }
    }

    private static bool IsPoolIdle()
    {
        ThreadPool.GetAvailableThreads(out int free, out _);
        ThreadPool.GetMaxThreads(out int all, out _);
        return free == all && ThreadPool.PendingWorkItemCount == 0;
    }

    private bool MoveToNextTimer(TimeSpan? until)
    {
        DateTimeOffset next;
        lock (_gate)
        {
            if (_timers.Count == 0)
            {
                return false;
            }

            next = _timers.Min(t => t.Due);
            if (next - Start > until)
            {
                return false;
            }
        }

        MoveTo(next);
        return true;
    }

    private void MoveTo(DateTimeOffset target)
    {
        while (true)
        {
            VirtualTimer? due;
            lock (_gate)
            {
                due = _timers.Where(t => t.Due <= target).MinBy(t => t.Due);
                DateTimeOffset reached = due?.Due ?? target;
                _now = reached > _now ? reached : _now;
                if (due is null)
                {
                    return;
                }

                _timers.Remove(due);
            }

            due.Fire();
        }
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public bool IsDelay => state is Task;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime;
                    clock._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
