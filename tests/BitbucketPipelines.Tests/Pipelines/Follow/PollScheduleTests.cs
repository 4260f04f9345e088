using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Tests how often runs are polled. The rate limit is 1,000 requests an hour.</summary>
public class PollScheduleTests
{
    private static readonly PollSchedule s_schedule = new();

    /// <summary>The times of the polls in seconds since the start.</summary>
    private static List<double> Looks(PollSchedule schedule, double until, bool near = false, int repositories = 1, double jitter = 0.5)
    {
        var looks = new List<double>();
        for (double at = 0; at <= until; at += schedule.Next(TimeSpan.FromSeconds(at), near, repositories, jitter).TotalSeconds)
        {
            looks.Add(at);
        }

        return looks;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void About_twenty_polls_in_the_first_two_minutes_and_seventy_in_ten(double jitter)
    {
        Assert.InRange(Looks(s_schedule, 120, jitter: jitter).Count, 18, 24);
        Assert.InRange(Looks(s_schedule, 600, jitter: jitter).Count, 60, 78);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void At_most_240_an_hour_later(double jitter) =>
        Assert.InRange(Looks(s_schedule, 4200, jitter: jitter).Count(at => at > 600), 100, 240);

    [Fact]
    public void A_mistake_that_shows_at_once_is_seen_at_once() => Assert.True(Looks(s_schedule, 10)[1] <= 2.2);

    [Fact]
    public void The_pause_never_shrinks_with_time()
    {
        double[] pauses = [.. Enumerable.Range(0, 2000).Select(s => s_schedule.Next(TimeSpan.FromSeconds(s), false, 1, 0.5).TotalSeconds)];
        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal((2, 20), (pauses[0], pauses[^1]));
    }

    [Fact]
    public void Jitter_is_a_tenth_either_way()
    {
        TimeSpan Next(double jitter) => s_schedule.Next(TimeSpan.FromMinutes(30), false, 1, jitter);
        Assert.Equal((18, 20, 22), (Next(0).TotalSeconds, Next(0.5).TotalSeconds, Next(1).TotalSeconds));
    }

    [Theory]
    [InlineData(0, 15)]
    [InlineData(30, 15)]
    [InlineData(120, 30)]
    [InlineData(3600, 60)]
    public void Polls_are_less_frequent_near_the_rate_limit(double elapsed, double seconds) =>
        Assert.Equal(seconds, s_schedule.Next(TimeSpan.FromSeconds(elapsed), true, 1, 0.5).TotalSeconds);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(8, 2)]
    [InlineData(40, 10)]
    [InlineData(500, 125)]
    public void Many_repositories_together_stay_at_four_requests_a_second(int repositories, double seconds) =>
        Assert.Equal(seconds, s_schedule.Next(TimeSpan.Zero, false, repositories, 0.5).TotalSeconds);

    [Fact]
    public void The_longest_pause_can_be_shorter()
    {
        var schedule = new PollSchedule { MaxPause = TimeSpan.FromSeconds(5) };
        Assert.Equal(2, schedule.Next(TimeSpan.Zero, false, 1, 0.5).TotalSeconds);
        Assert.Equal(5, schedule.Next(TimeSpan.FromHours(1), false, 1, 0.5).TotalSeconds);
    }

    [Fact]
    public void A_fixed_pause_stays_but_near_the_rate_limit()
    {
        var schedule = new PollSchedule { FixedPause = TimeSpan.FromSeconds(3) };
        Assert.All(new[] { 0, 60, 3600 }, s => Assert.Equal(3, schedule.Next(TimeSpan.FromSeconds(s), false, 500, 0.5).TotalSeconds));
        Assert.Equal(15, schedule.Next(TimeSpan.Zero, true, 1, 0.5).TotalSeconds);
    }
}
