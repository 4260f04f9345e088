using BitbucketPipelines.Completion;

namespace BitbucketPipelines.Tests.Completion;

/// <summary>What completion keeps, and for how long.</summary>
public sealed class CompletionCacheTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly VirtualClock _clock = new() { Auto = false };
    private readonly CompletionCache _cache;
    private readonly List<string> _asked = [];

    public CompletionCacheTests() => _cache = new CompletionCache(_clock);

    [Fact]
    public async Task A_list_is_asked_once_a_minute()
    {
        await GetAsync("names", "", "a");
        _clock.Advance(s_minute - TimeSpan.FromSeconds(1));
        Assert.Equal(["a"], await GetAsync("names", "a", "b"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["b"], await GetAsync("names", "a", "b"));
        Assert.Equal(["names:", "names:a"], _asked);
    }

    [Theory]
    [InlineData("fea", "feature", true)]
    [InlineData("FEA", "feature", true)]
    [InlineData("", "x", true)]
    [InlineData("feature", "fea", false)]
    [InlineData("fea", "release", false)]
    public async Task A_whole_list_covers_the_words_that_contain_its_own(string first, string second, bool isCovered)
    {
        await GetAsync("names", first, "a");
        await GetAsync("names", second, "b");
        Assert.Equal(isCovered ? 1 : 2, _asked.Count);
    }

    [Fact]
    public async Task A_partial_list_covers_only_its_own_word()
    {
        CompletionList list = Begin("names", "f", (found, _) =>
        {
            found.IsPartial = true;
            found.Add([new CompletionItem("feature/1")]);
            return Task.CompletedTask;
        });
        await list.Reading;
        Assert.Equal(["feature/1"], await GetAsync("names", "F", "b"));
        Assert.Equal(["b"], await GetAsync("names", "fe", "b"));
    }

    [Fact]
    public async Task A_failure_is_remembered_for_half_a_minute_and_only_for_its_list()
    {
        await Begin("names", "a", (_, _) => throw new InvalidOperationException()).Reading;
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(await GetAsync("names", "other", "x"));
        Assert.Equal(["y"], await GetAsync("others", "a", "y"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["x"], await GetAsync("names", "a", "x"));
    }

    [Fact]
    public async Task A_list_that_takes_too_long_delays_one_completion_and_its_late_answer_is_kept()
    {
        var answer = new TaskCompletionSource<bool>();
        CompletionList late = Begin("names", "a", async (found, _) =>
        {
            await answer.Task;
            found.Add([new CompletionItem("abc")]);
        });
        Assert.Equal(CompletionCache.Patience, _cache.TimeLeft(late));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, _cache.TimeLeft(late));
        // Another word of the list does not wait either.
        CompletionList again = Begin("names", "x", (_, _) => Task.CompletedTask);
        Assert.Same(late, again);
        _clock.Advance(TimeSpan.FromSeconds(3));
        answer.SetResult(true);
        await late.Reading;
        Assert.Equal(["abc"], await GetAsync("names", "ab", "other"));
        Assert.Equal(["names:a"], _asked);
        // The failure is over.
        Assert.Equal(["x"], await GetAsync("names", "x", "x"));
    }

    [Fact]
    public async Task Reading_in_the_background_is_given_up()
    {
        CompletionList list = Begin("names", "a", (_, token) => Task.Delay(Timeout.Infinite, token));
        _clock.Advance(CompletionCache.FailureLifetime);
        await list.Reading.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Null(list.CompletedAt);
        Assert.Equal(["a"], await GetAsync("names", "a", "a"));
    }

    [Fact]
    public async Task What_came_before_a_failure_is_shown()
    {
        CompletionList list = Begin("names", "a", (found, _) =>
        {
            found.Add([new CompletionItem("abc"), new CompletionItem("abc"), new CompletionItem("")]);
            throw new InvalidOperationException();
        });
        await list.Reading;
        Assert.Equal(["abc"], list.Found.Select(s => s.Text));
    }

    [Fact]
    public async Task A_change_forgets_the_lists_but_not_the_failures()
    {
        await GetAsync("names", "", "old");
        await Begin("others", "", (_, _) => throw new InvalidOperationException()).Reading;
        CompletionList outdated = Begin("third", "", (_, _) => new TaskCompletionSource<bool>().Task);
        _cache.Clear();
        Assert.Equal(["new"], await GetAsync("names", "", "new"));
        Assert.Empty(await GetAsync("others", "", "new"));
        // What was being read before the change may be outdated.
        Assert.NotSame(outdated, Begin("third", "", (_, _) => Task.CompletedTask));
    }

    [Fact]
    public async Task An_empty_list_is_kept_only_where_that_is_wanted()
    {
        CompletionList list = _cache.Get("steps", "", _ => TimeSpan.Zero, (_, _) => Task.CompletedTask);
        await list.Reading;
        Assert.Equal(["Build"], await GetAsync("steps", "", "Build"));
    }

    private CompletionList Begin(string key, string word, Func<CompletionList, CancellationToken, Task> read) =>
        _cache.Get(key, word, _ => s_minute, (found, token) =>
        {
            _asked.Add($"{key}:{word}");
            return read(found, token);
        });

    private async Task<string[]> GetAsync(string key, string word, string answer)
    {
        CompletionList list = Begin(key, word, (found, _) =>
        {
            found.Add([new CompletionItem(answer)]);
            return Task.CompletedTask;
        });
        await list.Reading;
        return [.. list.Found.Select(s => s.Text)];
    }
}
