using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// A run over time: when each of its steps waited and ran, which of them ran in parallel, and which of them decided how long the run took.
/// </summary>
/// <remarks>
/// The API does not tell which steps are parallel. Neighbours in the list whose times overlap are taken to be, because Bitbucket starts a
/// step that is not parallel after the end of the one before it.
/// </remarks>
internal sealed class RunTimeline
{
    private RunTimeline(Pipeline run, DateTimeOffset start, TimeSpan length, IReadOnlyList<TimelineStep> steps)
    {
        Run = run;
        Start = start;
        Length = length;
        Steps = steps;
        Scale = new TimeScale(length, Idle(steps, length));
    }

    /// <summary>The run.</summary>
    public Pipeline Run { get; }

    /// <summary>When the time axis starts: when the run was created.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>The length of the time axis: to the end of the run, or to now.</summary>
    public TimeSpan Length { get; }

    /// <summary>The steps, in the order of the run.</summary>
    public IReadOnlyList<TimelineStep> Steps { get; }

    /// <summary>The time axis.</summary>
    public TimeScale Scale { get; }

    /// <summary>
    /// The steps that decided how long the run took so far, in the order of time: the one that ended last, before it the one whose end it
    /// had to wait for, and so on.
    /// </summary>
    public IReadOnlyList<TimelineStep> CriticalPath => [.. Steps.Where(s => s.IsCritical).OrderBy(s => s.Start).ThenBy(s => s.End)];

    /// <summary>How long the steps of the critical path ran together.</summary>
    public TimeSpan CriticalTime => TimeSpan.FromTicks(Steps.Where(s => s.IsCritical).Sum(s => s.Length.Ticks));

    /// <summary>Computes where everything is on the time axis.</summary>
    /// <param name="run">The run.</param>
    /// <param name="steps">Its steps, in order.</param>
    /// <param name="now">The current time. Later times from the server are taken to be now.</param>
    public static RunTimeline Of(Pipeline run, IReadOnlyList<PipelineStep> steps, DateTimeOffset now)
    {
        PipelineStep[] started = [.. steps.Where(HasTime)];
        DateTimeOffset[] known =
        [
            .. started.Select(s => s.StartedOn!.Value), .. started.Select(EndOf).OfType<DateTimeOffset>(),
            .. new[] { run.CreatedOn, run.CompletedOn }.OfType<DateTimeOffset>(),
        ];
        DateTimeOffset start = known.Length == 0 ? now : known.Min();
        DateTimeOffset latest = known.Length == 0 ? now : known.Max();
        // The clocks of this machine and of the server can differ.
        DateTimeOffset end = run.IsCompleted || latest > now ? latest : now;
        TimelineStep[] placed = [.. steps.Select(s => Place(s, start, end))];
        SetGroups(placed);
        SetWaiting(placed, run, end - start);
        SetCriticalPath(placed);
        return new RunTimeline(run, start, end - start, placed);
    }

    private static bool HasTime(PipelineStep step) => step.HasStarted && step.StartedOn is not null;

    private static DateTimeOffset? EndOf(PipelineStep step) =>
        step.CompletedOn is { } end && end >= step.StartedOn ? end : step.Duration is { } time ? step.StartedOn + time : null;

    private static TimelineStep Place(PipelineStep step, DateTimeOffset start, DateTimeOffset end) => HasTime(step)
        ? new TimelineStep(step)
        {
            Start = step.StartedOn - start,
            End = (step.IsCompleted ? EndOf(step) ?? step.StartedOn : end) - start,
        }
        : new TimelineStep(step);

    /// <summary>Finds neighbours that ran at the same time. A step that has not started ends a group.</summary>
    private static void SetGroups(TimelineStep[] steps)
    {
        int first = 0;
        while (first < steps.Length)
        {
            int count = 1;
            if (steps[first] is { Start: { } start, End: { } end })
            {
                // Two that run now overlap, even if both have started this moment.
                bool isOpen = !steps[first].Step.IsCompleted;
                while (first + count < steps.Length && steps[first + count] is { Start: { } from, End: { } to } next
                    && ((from < end && to > start) || (isOpen && !next.Step.IsCompleted)))
                {
                    (start, end) = (Duration.Shorter(start, from), Duration.Longer(end, to));
                    isOpen |= !next.Step.IsCompleted;
                    count++;
                }
            }

            for (int i = 0; count > 1 && i < count; i++)
            {
                GroupPlace place = i == 0 ? GroupPlace.First : i == count - 1 ? GroupPlace.Last : GroupPlace.Middle;
                steps[first + i] = steps[first + i] with { Place = place };
            }

            first += count;
        }
    }

    /// <summary>
    /// Finds what waited: a step that has run, from the end of all that ended before it started; and a step that has not, from then to now,
    /// if it is held up or is the next one and nothing runs.
    /// </summary>
    private static void SetWaiting(TimelineStep[] steps, Pipeline run, TimeSpan now)
    {
        bool isIdle = !run.IsCompleted && Array.TrueForAll(steps, s => s.Step.State != PipelineStates.InProgress);
        for (int i = 0; i < steps.Length; i++)
        {
            TimelineStep step = steps[i];
            if (step.Start is { } start)
            {
                TimeSpan from = LastEnd(steps, start);
                steps[i] = from < start ? step with { WaitsFrom = from } : step;
            }
            else if (!run.IsCompleted && !step.Step.IsCompleted
                && (step.Step.Stage is PipelineStates.Paused or PipelineStates.Halted || step.Step.State == PipelineStates.Ready || isIdle))
            {
                steps[i] = step with { WaitsFrom = LastEnd(steps, now) };
                isIdle = false;
            }
        }
    }

    private static TimeSpan LastEnd(TimelineStep[] steps, TimeSpan before)
    {
        TimeSpan last = TimeSpan.Zero;
        foreach (TimelineStep step in steps)
        {
            last = step.End is { } end && step.Start < before && end <= before ? Duration.Longer(last, end) : last;
        }

        return last;
    }

    private static void SetCriticalPath(TimelineStep[] steps)
    {
        TimeSpan? before = TimeSpan.MaxValue;
        while (before is { } limit)
        {
            int next = -1;
            for (int i = 0; i < steps.Length; i++)
            {
                if (steps[i] is { End: { } end, Start: { } start, IsCritical: false } && end <= limit
                    && (limit == TimeSpan.MaxValue || start < limit)
                    && (next < 0 || Order(steps[i]).CompareTo(Order(steps[next])) > 0))
                {
                    next = i;
                }
            }

            before = next < 0 ? null : steps[next].Start;
            if (next >= 0)
            {
                steps[next] = steps[next] with { IsCritical = true };
            }
        }
    }

    /// <summary>What ends later decides, and of several that run now, the one that has run longest.</summary>
    private static (TimeSpan End, bool IsOpen, TimeSpan Length) Order(TimelineStep step) =>
        (step.End!.Value, !step.Step.IsCompleted, step.Length);

    /// <summary>The times in which no step ran.</summary>
    private static List<(TimeSpan From, TimeSpan To)> Idle(IReadOnlyList<TimelineStep> steps, TimeSpan length)
    {
        var idle = new List<(TimeSpan From, TimeSpan To)>();
        TimeSpan busyTo = TimeSpan.Zero;
        foreach (TimelineStep step in steps.Where(s => s.Start is not null).OrderBy(s => s.Start))
        {
            if (step.Start > busyTo)
            {
                idle.Add((busyTo, step.Start.Value));
            }

            busyTo = Duration.Longer(busyTo, step.End!.Value);
        }

        if (busyTo < length)
        {
            idle.Add((busyTo, length));
        }

        return idle;
    }
}
