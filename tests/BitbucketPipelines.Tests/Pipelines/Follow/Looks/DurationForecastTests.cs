using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>The chance that a run takes longer than a time: 1 / (1 + (time / middle) ^ (1 / width)) for each peak.</summary>
public class DurationForecastTests
{
    private static double Peak(double seconds, double middle, double width) => 1 / (1 + Math.Pow(seconds / middle, 1 / width));

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(180)]
    [InlineData(3600)]
    public void A_run_of_which_nothing_is_known_has_one_wide_peak_at_a_minute(double seconds)
    {
        Assert.Equal(Peak(seconds, 60, 1), DurationForecast.Unknown.Survival(seconds), 9);
        Assert.Equal(0, DurationForecast.Unknown.ExpectedSurvival(seconds));
        Assert.Empty(DurationForecast.Unknown.Landmarks());
        Assert.Equal(60, DurationForecast.Unknown.Middle, 9);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(200)]
    public void One_earlier_run_counts_twice_as_much_as_a_surprise(double seconds)
    {
        var forecast = DurationForecast.Of([100.0]);
        Assert.Equal(Peak(seconds, 100, 0.1) * 2 / 3, forecast.ExpectedSurvival(seconds), 9);
        Assert.Equal((Peak(seconds, 100, 0.1) * 2 / 3) + (Peak(seconds, 100, 1) / 3), forecast.Survival(seconds), 9);
    }

    [Fact]
    public void A_short_run_has_a_wide_peak_and_equal_runs_have_a_narrow_one()
    {
        Assert.Equal(Peak(4, 2, 0.35) * 2 / 3, DurationForecast.Of([2.0]).ExpectedSurvival(4), 9);
        Assert.Equal(Peak(1010, 1000, 0.01) * 3 / 3.5, DurationForecast.Of([1000.0, 1000, 1000]).ExpectedSurvival(1010), 9);
        Assert.Equal(Peak(3, 1, 0.7) * 2 / 3, DurationForecast.Of([0.2]).ExpectedSurvival(3), 9);
    }

    [Fact]
    public void The_width_is_the_usual_distance_to_near_neighbours()
    {
        double width = Math.Log(2);
        double expected = (Peak(150, 100, 0.5) + Peak(150, 200, 0.5)) / 2.5;
        Assert.True(width > 0.5);
        Assert.Equal(expected, DurationForecast.Of([100.0, 200]).ExpectedSurvival(150), 9);
        width = Math.Log(1.2);
        expected = (Peak(115, 100, width) + Peak(115, 120, width)) / 2.5;
        Assert.Equal(expected, DurationForecast.Of([120.0, 100]).ExpectedSurvival(115), 9);
    }

    [Theory]
    [InlineData(60, 0.5, 120)]
    [InlineData(0, 0.5, 60)]
    [InlineData(60, 0.1, 1080)]
    public void The_time_until_an_end_is_likely_depends_on_the_age(double age, double chance, double seconds)
    {
        Assert.Equal(DurationForecast.Unknown.Survival(age) * chance, DurationForecast.Unknown.Survival(age + seconds), 3);
    }

    [Fact]
    public void Landmarks_lie_around_each_peak()
    {
        double[] marks = [.. DurationForecast.Of([100.0]).Landmarks()];
        Assert.Equal(15, marks.Length);
        Assert.Equal(100 * Math.Exp(-0.4), marks[0], 9);
        Assert.Equal(100, marks[7], 9);
        Assert.Equal(100 * Math.Exp(0.4), marks[14], 9);
    }

    [Fact]
    public void Weights_count_and_the_surprise_can_have_its_own_middle()
    {
        var forecast = DurationForecast.Of([(100, 3), (1000, 1)], 1, 500);
        double width = 0.5;
        double expected = (Peak(400, 100, width) * 0.6) + (Peak(400, 1000, width) * 0.2);
        Assert.Equal(expected, forecast.ExpectedSurvival(400), 9);
        Assert.Equal(expected + (Peak(400, 500, 1) * 0.2), forecast.Survival(400), 9);
        Assert.Equal(500, forecast.Middle, 6);
        Assert.Same(DurationForecast.Unknown, DurationForecast.Of([], 1));
    }
}
