using System.Text.Json;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>What a plan is made of: durations of earlier runs, the chance that a run has ended, the price of a look, the budget.</summary>
public class LookPlanTests
{
    private static readonly DurationForecast s_tenMinutes = DurationForecast.Of([590, 595, 600, 600, 605, 610]);

    private static double Pause(DurationForecast forecast, double age, double price = LookPlan.BasePrice, double elapsed = 0) =>
        LookPlan.Make([(forecast, age)], 1, price, elapsed).Pause;

    private static double[] Durations(string run, params string[] earlier)
    {
        var past = new PastRuns();
        past.Add(earlier.Select(Read));
        return [.. past.DurationsOf(Read(run))];
    }

    private static Pipeline Read(string json) => JsonSerializer.Deserialize(json, WireContext.Default.Pipeline)!;

    private static string Run(string result, double seconds, string target = """{"ref_name":"main","selector":{"type":"default"}}""") =>
        $$$"""{"build_number":1,"state":{"name":"COMPLETED","result":{"name":"{{{result}}}"}},"duration_in_seconds":{{{seconds}}},"""
        + $"\"target\":{target}}}";

    [Fact]
    public void Earlier_runs_are_those_of_the_same_pipeline_that_have_ended_by_themselves()
    {
        const string Custom = """{"ref_name":"main","selector":{"type":"custom","pattern":"nightly"}}""";
        Assert.Equal(
            [10, 20],
            Durations(
                Run("SUCCESSFUL", 1), Run("SUCCESSFUL", 10), Run("STOPPED", 99), Run("FAILED", 20), Run("SUCCESSFUL", 30, Custom),
                Run("SUCCESSFUL", 0)));
        Assert.Equal([30], Durations(Run("FAILED", 1, Custom), Run("SUCCESSFUL", 10), Run("SUCCESSFUL", 30, Custom)));
        Assert.Empty(Durations("""{"build_number":1,"target":{"ref_name":"main"}}""", Run("SUCCESSFUL", 10)));
    }

    [Fact]
    public void Three_runs_of_the_same_branch_count_alone()
    {
        const string Other = """{"ref_name":"other","selector":{"type":"default"}}""";
        string[] runs = [Run("SUCCESSFUL", 1), Run("SUCCESSFUL", 2), Run("SUCCESSFUL", 50, Other)];
        Assert.Equal([1, 2, 50], Durations(Run("FAILED", 0), runs));
        Assert.Equal([1, 2, 3], Durations(Run("FAILED", 0), [.. runs, Run("SUCCESSFUL", 3)]));
    }

    [Theory]
    [InlineData(100, "12:01:50", 110)]
    [InlineData(100, "14:00:00", 100)]
    [InlineData(100, "12:00:30", 100)]
    public void The_time_in_the_queue_counts_and_the_time_of_a_person_does_not(double stated, string end, double seconds)
    {
        string run = Run("SUCCESSFUL", stated).Replace(
            "\"build_number\"", $"\"created_on\":\"2026-03-01T12:00:00Z\",\"completed_on\":\"2026-03-01T{end}Z\",\"build_number\"",
            StringComparison.Ordinal);
        Assert.Equal([seconds], Durations(Run("FAILED", 1), run));
    }

    [Fact]
    public void A_forecast_falls_from_certain_to_unlikely_and_is_half_where_the_middle_is()
    {
        Assert.InRange(s_tenMinutes.Survival(500), 0.95, 1);
        Assert.InRange(s_tenMinutes.Survival(600), 0.45, 0.55);
        Assert.InRange(s_tenMinutes.Survival(700), 0.01, 0.06);
        double[] chances = [.. Enumerable.Range(1, 200).Select(i => s_tenMinutes.Survival(i * 10))];
        Assert.Equal(chances.OrderDescending(), chances);
        Assert.Equal((true, false), (s_tenMinutes.IsKnown, DurationForecast.Of([]).IsKnown));
    }

    [Fact]
    public void Failures_and_successes_stay_two_groups()
    {
        DurationForecast forecast = DurationForecast.Of([60, 61, 59, 60, 600, 605, 595, 600]);
        Assert.InRange(forecast.Survival(100) - forecast.Survival(500), 0, 0.05);
    }

    [Fact]
    public void The_first_look_comes_where_the_end_is_near()
    {
        double at = 0;
        var looks = new List<double>();
        while (at < 600)
        {
            at += Pause(s_tenMinutes, at);
            looks.Add(at);
        }

        Assert.InRange(looks.Count, 5, 14);
        Assert.All(looks.Zip(looks.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, 120));
        Assert.True(looks.Count(at => at > 570) >= 2);
    }

    [Fact]
    public void A_high_price_makes_one_look_after_the_likely_end() =>
        Assert.InRange(Pause(s_tenMinutes, 0, price: 300), 600, 720);

    [Fact]
    public void A_plan_under_way_takes_what_could_have_ended_since_the_last_look_into_account()
    {
        Assert.InRange(Pause(s_tenMinutes, 0, price: 3, elapsed: 650), 650, 655);
        Assert.InRange(Pause(s_tenMinutes, 650, price: 3), 2, 25);
    }

    [Theory]
    [InlineData(0, 1.9)]
    [InlineData(30, 4.75)]
    [InlineData(300, 9.5)]
    [InlineData(4000, 19)]
    public void Without_earlier_runs_the_pause_grows_with_the_age(double age, double most) =>
        Assert.InRange(Pause(DurationForecast.Unknown, age), most * 0.9, most);

    [Fact]
    public void A_look_of_several_requests_is_made_more_seldom() =>
        Assert.True(LookPlan.Make([(s_tenMinutes, 590)], 3, LookPlan.BasePrice).Pause >= 6);

    [Fact]
    public void Steps_matter_when_a_run_takes_longer_than_expected_and_then_more_and_more_seldom()
    {
        var known = new StepReads();
        int[] at = [.. Enumerable.Range(0, 2000).Where(age => known.IsDue(age, s_tenMinutes))];
        Assert.InRange(at[0], 610, 720);
        Assert.All(at.Zip(at.Skip(1)), pair => Assert.InRange(pair.Second, pair.First * 1.5, (pair.First * 1.5) + 1));
        var unknown = new StepReads();
        Assert.Equal([30, 45, 68, 102], Enumerable.Range(0, 120).Where(age => unknown.IsDue(age, null)));
    }

    [Fact]
    public void The_budget_is_four_fifths_of_the_limit_in_any_hour()
    {
        var budget = new LookBudget();
        var limit = new LookAllowance(1000);
        Assert.Equal(800, budget.Available(TimeSpan.Zero, limit));
        budget.Spend(TimeSpan.FromMinutes(1), 300);
        // In 59 minutes these are forgiven.
        Assert.Equal(500 / (59 / 60.0), budget.Available(TimeSpan.FromMinutes(2), limit), 6);
        Assert.Equal(200 / (59 / 60.0), budget.Available(TimeSpan.FromMinutes(2), limit with { Left = 400 }), 6);
        Assert.Equal(20, budget.Available(TimeSpan.FromMinutes(2), limit with { IsNear = true }));
        Assert.Equal(50, budget.Available(TimeSpan.FromMinutes(2), limit with { Left = 0 }));
        Assert.Equal(800, budget.Available(TimeSpan.FromMinutes(61), limit));
    }

    [Fact]
    public void Requests_at_an_even_rate_are_forgiven_at_the_same_rate()
    {
        var budget = new LookBudget();
        for (int minute = 0; minute < 60; minute++)
        {
            budget.Spend(TimeSpan.FromMinutes(minute), 10);
        }

        Assert.InRange(budget.Available(TimeSpan.FromMinutes(59.5), new LookAllowance(1000)), 790, 800);
        Assert.Equal(50, budget.Available(TimeSpan.FromMinutes(59.5), new LookAllowance(1000, Left: 0)), 6);
    }

    [Fact]
    public void Beyond_its_share_a_wait_spreads_its_looks_over_the_hour()
    {
        var budget = new LookBudget();
        var limit = new LookAllowance(1000);
        TimeSpan now = TimeSpan.FromMinutes(1);
        budget.Spend(now, 899);
        Assert.Equal(now, budget.NextFree(now, limit));
        budget.Spend(now, 1);
        Assert.Equal(now + TimeSpan.FromSeconds(72), budget.NextFree(now, limit));
        Assert.Equal(TimeSpan.FromMinutes(62), budget.NextFree(TimeSpan.FromMinutes(62), limit));
    }

    [Fact]
    public void Runs_that_have_ended_say_how_long_the_others_take()
    {
        var pool = new RunPool();
        pool.Add(20);
        pool.Add(21);
        Assert.False(pool.HasNews);
        Assert.Same(DurationForecast.Unknown, pool.Forecast([]));
        pool.Add(19);
        Assert.True(pool.HasNews);
        DurationForecast all = pool.Forecast([0, 0, 0]);
        Assert.InRange(all.Survival(40), 0, 0.1);
        Assert.False(pool.HasNews);
        // Most have lived longer than those that have ended.
        Assert.InRange(pool.Forecast([100, 100, 100, 100, 100, 100, 100, 100, 100]).Survival(40), 0.5, 0.8);
    }

    [Fact]
    public void A_run_that_took_longer_than_all_before_it_says_something_about_those_still_open()
    {
        var pool = new RunPool();
        for (int i = 0; i < 100; i++)
        {
            pool.Add(20 + (i * 0.01));
        }

        Assert.True(pool.HasNews);
        _ = pool.Forecast([25, 25, 25]);
        pool.Add(20.5);
        Assert.False(pool.HasNews);
        pool.Add(40);
        Assert.True(pool.HasNews);
    }

    [Fact]
    public void The_next_look_counts_in_full_however_late_it_is()
    {
        DurationForecast forecast = DurationForecast.Of([100, 101, 102, 103]);
        // The run has nearly surely ended, but a look is needed to see it.
        Assert.InRange(LookPlan.Make([(forecast, 50.0)], 1, price: 5, elapsed: 200, isLimited: true).Looks, 1, 1.5);
    }
}
