using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Benchmarks;

/// <summary>Looks after pauses that depend on the time that has passed.</summary>
internal abstract class PausePolicy(int count) : IPolicy
{
    private readonly double[] _due = new double[count];

    public double Due(int repository, double now) => _due[repository];

    public virtual int Looked(int repository, double now)
    {
        _due[repository] = now + Pause(repository, now, near: false);
        return 1;
    }

    public void Ended(int repository, double now)
    {
    }

    public virtual void Refused(int repository, double now) => _due[repository] = now + Pause(repository, now, near: true);

    protected abstract double Pause(int repository, double now, bool near);
}

/// <summary>Every ten seconds.</summary>
internal sealed class EveryTen(int count) : PausePolicy(count)
{
    protected override double Pause(int repository, double now, bool near) => 10;
}

/// <summary>Ten seconds, and half as much again after each look, up to two minutes.</summary>
internal sealed class GrowingByHalf(int count) : PausePolicy(count)
{
    private readonly double[] _pause = [.. Enumerable.Repeat(10.0, count)];

    protected override double Pause(int repository, double now, bool near)
    {
        double pause = _pause[repository];
        _pause[repository] = Math.Min(120, pause * 1.5);
        return pause;
    }
}

/// <summary>
/// The rule of version 1.0: 2 seconds at first, 20 after ten minutes, a quarter of a second for each repository at the start, three times
/// as much when the limit is near; steps when the run begins and every 20 seconds from then on.
/// </summary>
internal sealed class Former(int count) : PausePolicy(count)
{
    private readonly double[] _steps = [.. Enumerable.Repeat(double.NegativeInfinity, count)];
    private readonly double _least = count * 0.25;
    private double _nearUntil;

    public override int Looked(int repository, double now)
    {
        base.Looked(repository, now);
        if (now - _steps[repository] < 20)
        {
            return 1;
        }

        _steps[repository] = now;
        return 2;
    }

    public override void Refused(int repository, double now)
    {
        _nearUntil = now + 120;
        base.Refused(repository, now);
    }

    protected override double Pause(int repository, double now, bool near)
    {
        double seconds = Math.Max(now switch { < 6 => 2, < 60 => 5, < 600 => 10, _ => 20 }, _least);
        return near || now < _nearUntil ? Math.Max(seconds * 3, 15) : seconds;
    }
}

/// <summary>The planner of the module itself.</summary>
internal sealed class Planned : IPolicy
{
    private readonly LookPlanner _planner;
    private readonly LookTarget[] _targets;
    private readonly LookRun[] _runs;
    private readonly StepReads[] _steps;
    private readonly IReadOnlyList<SimulatedRun> _all;

    public Planned(IReadOnlyList<SimulatedRun> runs, int limit, double? price = null)
    {
        _all = runs;
        _planner = new LookPlanner(() => new LookAllowance(limit), price ?? LookPlan.BasePrice);
        _targets = [.. runs.Select(_ => _planner.Add())];
        _runs = [.. runs.Select(r => new LookRun(TimeSpan.Zero, r.History.Length == 0 ? null : DurationForecast.Of(r.History)))];
        _steps = [.. runs.Select(_ => new StepReads())];
    }

    public double Due(int repository, double now) => _planner.Due(_targets[repository], TimeSpan.FromSeconds(now)).TotalSeconds;

    public int Looked(int repository, double now)
    {
        TimeSpan at = TimeSpan.FromSeconds(now);
        int requests = !_planner.IsScarce && _steps[repository].IsDue(now, _runs[repository].Forecast) ? 2 : 1;
        _planner.Spend(at, requests);
        _planner.Plan(_targets[repository], [_runs[repository]], 1, at);
        return requests;
    }

    public void Ended(int repository, double now)
    {
        TimeSpan at = TimeSpan.FromSeconds(now);
        _planner.Spend(at, 1);
        _planner.AddEnded(_all[repository].Duration, _all[repository].History.Length > 0, at);
        _planner.Remove(_targets[repository], at);
    }

    public void Refused(int repository, double now) => throw new InvalidOperationException("The limit was exceeded.");
}
