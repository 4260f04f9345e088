namespace BitbucketEmulator;

/// <summary>When everything in a run happens, as far as its recorded events decide it.</summary>
internal sealed class RunPlan
{
    private readonly PipelineRun _run;
    private readonly List<StepPlan> _steps = [];

    public RunPlan(PipelineRun run, DateTimeOffset parsed)
    {
        _run = run;
        RunScript script = run.Script;
        Begin = parsed.AddSeconds(script.Pending);
        if (script.Error is not null)
        {
            (CompletedAt, Result) = (parsed, "ERROR");
        }
        else
        {
            PlanSteps(script.HaltAfter is { } after ? Begin.AddSeconds(after) : null);
        }

        ApplyStop();
    }

    /// <summary>End of PENDING.</summary>
    public DateTimeOffset Begin { get; }

    public DateTimeOffset? CompletedAt { get; private set; }

    public DateTimeOffset? HaltedAt { get; private set; }

    public string Result { get; private set; } = "SUCCESSFUL";

    /// <summary>The manual step at which the plan ends for now.</summary>
    public int? WaitingStep { get; private set; }

    public IReadOnlyList<StepPlan> Steps => _steps;

    private void PlanSteps(DateTimeOffset? haltAt)
    {
        IReadOnlyList<StepScript> scripts = _run.Script.Steps;
        DateTimeOffset cursor = Begin;
        bool failed = false;
        for (int first = 0; first < scripts.Count;)
        {
            int count = GroupLength(scripts, first);
            if (failed)
            {
                _steps.AddRange(Enumerable.Repeat(StepPlan.NotRun(cursor), count));
                first += count;
                continue;
            }

            if (cursor >= haltAt)
            {
                HaltedAt = cursor;
                break;
            }

            DateTimeOffset? waitsFrom = scripts[first].Manual ? cursor : null;
            if (waitsFrom is not null)
            {
                if (_run.ManualStart(first) is not { } pushed)
                {
                    WaitingStep = first;
                    _steps.AddRange(Enumerable.Repeat(new StepPlan { WaitsFrom = cursor }, count));
                    break;
                }

                cursor = pushed > cursor ? pushed : cursor;
            }

            List<StepPlan> group = [.. scripts.Skip(first).Take(count).Select(script => Plan(script, cursor, waitsFrom))];
            _steps.AddRange(group);
            cursor = group.Max(step => step.End!.Value);
            failed = scripts.Skip(first).Take(count).Any(script => script.Fails);
            first += count;
        }

        bool planned = _steps.Count == scripts.Count && WaitingStep is null;
        while (_steps.Count < scripts.Count)
        {
            _steps.Add(new StepPlan());
        }

        if (planned)
        {
            CompletedAt = cursor;
            Result = _run.Script.Result ?? ResultOf(scripts);
        }
    }

    private static StepPlan Plan(StepScript script, DateTimeOffset from, DateTimeOffset? waitsFrom)
    {
        DateTimeOffset ready = from.AddSeconds(script.Locked);
        DateTimeOffset start = ready.AddSeconds(script.Ready);
        return new StepPlan
        {
            WaitsFrom = waitsFrom,
            LockedFrom = from,
            ReadyFrom = ready,
            Start = start,
            End = start.AddSeconds(script.Duration),
            Result = script.Result,
        };
    }

    private static int GroupLength(IReadOnlyList<StepScript> scripts, int first)
    {
        int count = 1;
        while (scripts[first].Parallel is { } group && first + count < scripts.Count && scripts[first + count].Parallel == group)
        {
            count++;
        }

        return count;
    }

    /// <summary>Atlassian's KB: what the UI calls Error is a run that FAILED, so an ERROR step makes a FAILED run.</summary>
    private static string ResultOf(IReadOnlyList<StepScript> scripts)
    {
        if (scripts.Any(step => step.Result == "STOPPED"))
        {
            return "STOPPED";
        }

        if (scripts.Any(step => step.Result is "FAILED" or "ERROR"))
        {
            return "FAILED";
        }

        return scripts.FirstOrDefault(step => step.Fails)?.Result ?? "SUCCESSFUL";
    }

    /// <summary>
    /// An accepted stop ends the run a little later: what runs is STOPPED, what has not begun NOT_RUN. When nothing had begun, the
    /// first step is STOPPED all the same, with started_on == completed_on, as recorded.
    /// </summary>
    private void ApplyStop()
    {
        if (_run.StopRequestedAt is not { } requested)
        {
            return;
        }

        DateTimeOffset at = requested.AddSeconds(_run.Script.StopDelay);
        if (CompletedAt <= at)
        {
            return;
        }

        bool begun = _steps.Any(step => step.Start <= at);
        for (int i = 0; i < _steps.Count; i++)
        {
            StepPlan step = _steps[i];
            if (step.End <= at)
            {
                continue;
            }

            string result = step.Start <= at || (!begun && i == 0) ? "STOPPED" : "NOT_RUN";
            _steps[i] = step with { Start = step.Start <= at ? step.Start : at, End = at, Result = result };
        }

        CompletedAt = at;
        Result = "STOPPED";
    }
}
