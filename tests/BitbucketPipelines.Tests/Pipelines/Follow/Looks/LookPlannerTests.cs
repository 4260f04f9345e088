using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>The looks at all repositories of a wait: the price of a request, the budget, and what is due when.</summary>
public class LookPlannerTests
{
    private static readonly TimeSpan s_start = TimeSpan.Zero;

    /// <summary>Earlier runs that took from 72 minutes to three hours and a half.</summary>
    private static readonly DurationForecast s_wide =
        DurationForecast.Of([.. Enumerable.Range(-5, 11).Select(i => 7200 * Math.Exp(i * 0.1))]);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static (LookPlanner Planner, LookTarget[] Targets) Make(
        int count, DurationForecast? forecast, TimeSpan now, int limit = 1000, int requests = 1)
    {
        var planner = new LookPlanner(() => new LookAllowance(limit));
        LookTarget[] targets = [.. Enumerable.Range(0, count).Select(_ => planner.Add())];
        foreach (LookTarget target in targets)
        {
            planner.Spend(now, 1);
            planner.Plan(target, [new LookRun(s_start, forecast)], requests, now);
        }

        return (planner, targets);
    }

    [Fact]
    public void The_first_look_is_due_at_once()
    {
        var planner = new LookPlanner(() => LookAllowance.Default);
        LookTarget target = planner.Add();
        Assert.Equal(s_start, planner.Due(target, s_start));
        Assert.Equal((LookPlan.BasePrice, false), (planner.Price, planner.IsScarce));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(595)]
    public void One_repository_is_looked_at_as_its_own_plan_says(double age)
    {
        var forecast = DurationForecast.Of([600.0, 605, 595]);
        (LookPlanner planner, LookTarget[] targets) = Make(1, forecast, Seconds(age));
        double pause = LookPlan.Make([(forecast, age)], 1, LookPlan.BasePrice).Pause;
        Assert.Equal(age + pause, planner.Due(targets[0], Seconds(age)).TotalSeconds, 3);
        Assert.Equal(LookPlan.BasePrice, planner.Price);
    }

    [Theory]
    [InlineData(20, 1000)]
    [InlineData(100, 1000)]
    [InlineData(300, 10_000)]
    public void The_price_is_the_lowest_whose_looks_fit_into_the_budget(int count, int limit)
    {
        TimeSpan now = Seconds(5400);
        (LookPlanner planner, LookTarget[] targets) = Make(count, s_wide, now, limit);
        planner.Due(targets[0], now + Seconds(2));
        double room = (((limit * 0.8) - count) * 0.9) - count;
        Assert.True(planner.Price > LookPlan.BasePrice);
        Assert.InRange(targets.Sum(t => t.Expected) - count, room * 0.5, room * 1.05);
        Assert.All(targets, t => Assert.True(t.Due > now));
    }

    [Fact]
    public void No_run_is_left_without_a_look_for_long_while_there_is_a_budget()
    {
        TimeSpan now = Seconds(5400);
        (_, LookTarget[] targets) = Make(20, s_wide, now);
        Assert.All(targets, t => Assert.InRange((t.Due - now).TotalSeconds, 30, 300));
    }

    [Fact]
    public void The_price_falls_as_repositories_end()
    {
        TimeSpan now = Seconds(5400);
        (LookPlanner planner, LookTarget[] targets) = Make(100, s_wide, now);
        Assert.True(planner.IsScarce);
        double before = planner.Price;
        foreach (LookTarget target in targets.Skip(50))
        {
            planner.Remove(target, now + Seconds(2));
        }

        Assert.InRange(planner.Price, LookPlan.BasePrice, before / 1.5);
        TimeSpan due = targets[0].Due;
        foreach (LookTarget target in targets.Take(50).Skip(1))
        {
            planner.Remove(target, now + Seconds(4));
        }

        Assert.Equal(LookPlan.BasePrice, planner.Price);
        Assert.InRange(planner.Due(targets[0], now + Seconds(6)), now, due);
    }

    [Fact]
    public void Guesses_are_held_back_when_the_rest_of_the_budget_is_needed_for_the_ends()
    {
        (LookPlanner planner, LookTarget[] targets) = Make(300, null, s_start);
        TimeSpan now = Seconds(1000);
        planner.Spend(Seconds(999), 300);
        Assert.True(planner.IsScarce);
        TimeSpan[] due = [.. targets.Select(t => planner.Due(t, now))];
        Assert.InRange(due.Count(d => d <= now), 1, 20);
        Assert.True(due.Count(d => d == now + Seconds(5)) > 200);
        // Once some have ended, it is known what is worth a look.
        planner.AddEnded(900, hasPast: false, TimeSpan.FromSeconds(1000));
        planner.AddEnded(950, hasPast: false, TimeSpan.FromSeconds(1000));
        planner.AddEnded(990, hasPast: false, TimeSpan.FromSeconds(1000));
        now += Seconds(2);
        Assert.True(targets.Count(t => planner.Due(t, now) <= now) > 100);
    }

    [Fact]
    public void No_look_is_held_back_for_more_than_half_an_hour()
    {
        (LookPlanner planner, LookTarget[] targets) = Make(300, null, s_start);
        planner.Spend(s_start, 250);
        TimeSpan now = Seconds(1801);
        Assert.True(targets.Count(t => planner.Due(t, now) <= now) > 100);
    }

    [Fact]
    public void A_limit_that_is_almost_reached_makes_looks_rare_until_it_is_no_longer()
    {
        bool isNear = true;
        var planner = new LookPlanner(() => new LookAllowance(1000, IsNear: isNear));
        LookTarget[] targets = [.. Enumerable.Range(0, 10).Select(_ => planner.Add())];
        TimeSpan now = Seconds(5400);
        foreach (LookTarget target in targets)
        {
            planner.Plan(target, [new LookRun(s_start, s_wide)], 1, now);
        }

        Assert.True(planner.IsScarce);
        TimeSpan rare = targets[0].Due;
        isNear = false;
        Assert.True(planner.Due(targets[0], now + Seconds(2)) < rare);
        Assert.False(targets.Sum(t => t.Expected) < 100);
    }
}
