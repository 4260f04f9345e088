using BitbucketPipelines.Output;

namespace BitbucketPipelines.Tests.Output;

/// <summary>The progress bar of bulk work, searches and long lists.</summary>
public sealed class WorkProgressTests
{
    private readonly VirtualClock _clock = new();
    private WorkState _state = WorkState.OfPlaces(null, 10, 0, 0, 0);
    private WorkProgress? _progress;

    private WorkProgress Progress => _progress ??= new WorkProgress(() => _state, _clock);

    [Fact]
    public void Work_that_ends_within_a_second_has_no_bar()
    {
        Assert.Null(Progress.Tick());
        Assert.Null(After(0.9));
        Assert.False(Progress.Hide());
    }

    [Fact]
    public void After_a_second_it_shows_what_is_done_and_the_time_left()
    {
        Assert.Null(Progress.Tick());
        _state = WorkState.OfPlaces(null, 10, 2, 0, 0);
        Assert.Equal(new WorkProgressBar("2 of 10 places", 20, 8), After(2));
    }

    [Fact]
    public void It_is_updated_at_most_four_times_a_second()
    {
        Assert.NotNull(After(1));
        int shown = Enumerable.Range(0, 100).Count(_ => After(0.01) is not null);
        Assert.InRange(shown, 3, 4);
    }

    [Fact]
    public void Where_nothing_is_known_of_the_end_there_is_no_percentage()
    {
        Assert.Null(Progress.Tick());
        _state = WorkState.OfList("run", "acme/widgets", 300, null);
        Assert.Equal(new WorkProgressBar("300 runs of acme/widgets", -1, -1), After(1));
    }

    [Fact]
    public void It_is_removed_once()
    {
        Assert.NotNull(After(1));
        Assert.True(Progress.Hide());
        Assert.False(Progress.Hide());
    }

    [Fact]
    public void The_time_of_a_question_does_not_count()
    {
        _state = WorkState.OfPlaces(null, 10, 5, 0, 0);
        Assert.NotNull(After(2));
        Assert.True(Progress.Hide());
        Assert.Equal(2, After(3600)!.SecondsLeft);
    }

    [Theory]
    [InlineData(null, 10, 3, 0, 0, "3 of 10 places", 30)]
    [InlineData("variable", 1, 0, 0, 0, "Reading variables", 0)]
    [InlineData("variable", 1, 1, 199, 99, "99 of 199 variables", 50)]
    [InlineData("variable", 12, 3, 0, 0, "3 of 12 places", 25)]
    [InlineData("variable", 10, 5, 45, 5, "5 of 10 places, 5 variables", 10)]
    [InlineData("known host", 1, 1, 1, 0, "0 of 1 known host", 50)]
    [InlineData("variable", 0, 0, 0, 0, "Reading variables", -1)]
    public void The_state_of_work_in_places_counts_places_and_changes(
        string? kind, int places, int planned, int changes, int changed, string text, int percent)
    {
        var state = WorkState.OfPlaces(kind, places, planned, changes, changed);
        Assert.Equal((text, percent), (state.Text, state.Fraction is { } fraction ? (int)(100 * fraction) : -1));
    }

    [Theory]
    [InlineData("variable", 10, 5, 45, 5, 60, 15, "5 of 10 places, 60 variables, 15 requests", 10)]
    [InlineData("variable", 10, 5, 0, 0, 60, 5, "5 of 10 places, 60 variables, 5 requests", 50)]
    [InlineData("variable", 1, 1, 4, 2, 9, 1, "2 of 4 variables, 1 request", 60)]
    [InlineData(null, 10, 3, 0, 0, 0, 3, "3 of 10 places, 3 requests", 30)]
    public void The_state_counts_all_items_and_requests_and_estimates_by_what_sends_requests(
        string? kind, int places, int planned, int changes, int changed, int items, int requests, string text, int percent)
    {
        var state = WorkState.OfPlaces(kind, places, planned, changes, changed, items, requests);
        Assert.Equal((text, percent), (state.Text, state.Fraction is { } fraction ? (int)(100 * fraction) : -1));
    }

    [Fact]
    public void The_time_left_of_500_places_with_40_changes_each_is_right_within_a_tenth()
    {
        // A hundred requests a second, five places ahead: 500 reads and 20,000 changes take 205 seconds.
        for (int place = 20; place < 500; place += 40)
        {
            int changed = (place - 5) * 40;
            int second = (place + changed) / 100;
            WorkState state = WorkState.OfPlaces("variable", 500, place, place * 40, changed);
            double left = second * (1 - state.Fraction!.Value) / state.Fraction.Value;
            Assert.InRange(left, 0.9 * (205 - second), 1.1 * (205 - second));
        }
    }

    [Theory]
    [InlineData("run", 1200L, 5000L, "1,200 of 5,000 runs of acme", 24)]
    [InlineData("repository", 1L, null, "1 repository of acme", -1)]
    [InlineData("repository", 300L, 200L, "200 of 200 repositories of acme", 100)]
    [InlineData("run", 0L, null, "Reading runs of acme", -1)]
    public void The_state_of_a_list_counts_items(string kind, long read, long? total, string text, int percent)
    {
        var state = WorkState.OfList(kind, "acme", read, total);
        Assert.Equal((text, percent), (state.Text, state.Fraction is { } fraction ? (int)(100 * fraction) : -1));
    }

    [Theory]
    [InlineData(0L, null, "Waiting for the log", -1)]
    [InlineData(512L, null, "512 B of the log", -1)]
    [InlineData(524288L, 2097152L, "512 KB of 2.0 MB of the log", 25)]
    [InlineData(3L, 2L, "3 B of 2 B of the log", 100)]
    public void The_state_of_a_download_counts_bytes(long done, long? all, string text, int percent)
    {
        var state = WorkState.OfDownload("log", done, all);
        Assert.Equal((text, percent), (state.Text, state.Fraction is { } fraction ? (int)(100 * fraction) : -1));
    }

    private WorkProgressBar? After(double seconds)
    {
        _ = Progress;
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        return Progress.Tick();
    }
}
