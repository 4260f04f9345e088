namespace BitbucketEmulator;

/// <summary>
/// Computes what a run looks like at a moment, from its script, its recorded events and the time. There are no timers, so a virtual
/// clock drives it exactly.
/// </summary>
internal static class RunTimeline
{
    public static RunSnapshot At(PipelineRun run, DateTimeOffset now)
    {
        DateTimeOffset parsed = run.CreatedOn.AddSeconds(run.Script.Parsing);
        var plan = new RunPlan(run, parsed);
        var snapshot = new RunSnapshot(run.BuildNumber, run.Uuid, "PARSING")
        {
            Stage = "PARSING",
            CreatedOn = run.CreatedOn,
            Variables = run.Variables,
            StopRequestedAt = run.StopRequestedAt,
        };
        if (plan.CompletedAt is { } completed && now >= completed)
        {
            return snapshot with
            {
                State = "COMPLETED",
                Stage = null,
                Result = plan.Result,
                Error = plan.Result == "ERROR" ? run.Script.Error : null,
                CompletedOn = completed,
                Steps = Steps(run, plan, now),
            };
        }

        if (now < parsed)
        {
            return snapshot;
        }

        snapshot = snapshot with { State = "PENDING", Stage = "PENDING", Steps = Steps(run, plan, now) };
        return now < plan.Begin ? snapshot : InProgress(run, plan, snapshot, now);
    }

    private static RunSnapshot InProgress(PipelineRun run, RunPlan plan, RunSnapshot snapshot, DateTimeOffset now)
    {
        bool active = snapshot.Steps.Any(step => step.State is "IN_PROGRESS" or "READY");
        int? waiting = plan.WaitingStep is { } index && now >= plan.Steps[index].WaitsFrom ? index : null;
        string stage = "RUNNING";
        if (!active && plan.HaltedAt is { } halted && now >= halted)
        {
            stage = "HALTED";
        }
        else if (!active && snapshot.Steps.Any(step => step.Stage == "PAUSED") && !run.Script.StageLags)
        {
            stage = "PAUSED";
        }

        return snapshot with { State = "IN_PROGRESS", Stage = stage, WaitingStep = active ? null : waiting };
    }

    private static List<StepSnapshot> Steps(PipelineRun run, RunPlan plan, DateTimeOffset now)
    {
        var steps = new List<StepSnapshot>();
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            StepScript script = run.Script.Steps[i];
            steps.Add(Step(plan.Steps[i], script, run.Steps[i], now) with
            {
                Script = script,
                Identity = run.Steps[i],
                ServiceLogs = run.Steps[i].ServiceLogs,
            });
        }

        return steps;
    }

    private static StepSnapshot Step(StepPlan plan, StepScript script, StepIdentity identity, DateTimeOffset now)
    {
        var step = new StepSnapshot(identity.Uuid, script.Name, "PENDING");
        if (plan.End is { } end && now >= end)
        {
            return step with { State = "COMPLETED", Result = plan.Result, StartedOn = plan.Start, CompletedOn = end };
        }

        if (plan.Start is { } start && now >= start)
        {
            return step with { State = "IN_PROGRESS", StartedOn = start };
        }

        if (plan.ReadyFrom is { } ready && now >= ready)
        {
            return step with { State = "READY" };
        }

        bool locked = now >= plan.LockedFrom && plan.LockedFrom < plan.ReadyFrom;
        bool waits = now >= plan.WaitsFrom && !(now >= plan.LockedFrom);
        return locked || waits ? step with { Stage = "PAUSED" } : step;
    }
}
