using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>Pages are requested in advance, but not too many, and only those that exist.</summary>
public class PageReadAheadTests
{
    private static readonly ApiRequest<Page<Pipeline>> s_list = Api.Endpoints.Pipelines.List(TestApi.Repo);

    private static PageReader<Pipeline> Reader(TestApi api, bool readAhead = true, CancellationToken cancellationToken = default) =>
        new(api.Client, s_list, p => p.Uuid, cancellationToken, readAhead: readAhead);

    [Fact]
    public void Nothing_is_sent_before_the_first_read()
    {
        using var api = new TestApi();
        using PageReader<Pipeline> reader = Reader(api);
        Assert.Empty(api.Stub.Requests);
    }

    [Fact]
    public async Task It_starts_slowly_and_reads_at_most_four_pages_ahead()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", new FakeList(2000).Answer);
        using PageReader<Pipeline> reader = Reader(api);
        var asked = new List<int>();
        for (int read = 1; read <= 6; read++)
        {
            await reader.ReadAsync();
            asked.Add(api.Stub.Requests.Length - read);
        }

        Assert.Equal([1, 2, 3, 4, 4, 4], asked);
    }

    [Fact]
    public async Task It_asks_for_no_page_beyond_the_last()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", new FakeList(300).Answer);
        await api.Client.ReadAllAsync(s_list, p => p.Uuid, default);
        Assert.Equal(3, api.Stub.Requests.Length);
    }

    [Fact]
    public async Task Pages_behind_what_is_needed_are_not_requested_in_advance()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", new FakeList(2000).Answer);
        using PageReader<Pipeline> reader = Reader(api);
        reader.Needed = 150;
        await reader.ReadAsync();
        await reader.ReadAsync();
        Assert.Equal(2, api.Stub.Requests.Length);
        // But whoever wants more gets it.
        Assert.Equal(100, (await reader.ReadAsync())!.Count);
    }

    [Fact]
    public async Task Reading_ahead_can_begin_later()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", new FakeList(2000).Answer);
        using PageReader<Pipeline> reader = Reader(api, readAhead: false);
        await reader.ReadAsync();
        Assert.Single(api.Stub.Requests);
        reader.StartReadingAhead();
        Assert.Equal(2, api.Stub.Requests.Length);
        await reader.ReadAsync();
        Assert.Equal(4, api.Stub.Requests.Length);
    }

    [Theory]
    [InlineData(2000, 1999)]
    [InlineData(2000, 1850)]
    [InlineData(2000, 1050)]
    [InlineData(2000, 101)]
    [InlineData(2000, 1)]
    [InlineData(8765, 4321)]
    [InlineData(8765, 1)]
    [InlineData(101, 1)]
    [InlineData(200, 100)]
    public async Task A_place_in_a_sorted_list_is_found_by_bisection(int count, int wanted)
    {
        using var api = new TestApi();
        api.Stub.Always("GET", ".*", new FakeList(count).Answer);
        using PageReader<Pipeline> reader = Reader(api, readAhead: false);
        var found = new List<long>(from run in (await reader.ReadAsync())! select run.BuildNumber);
        if (found[^1] > wanted)
        {
            await reader.SkipWhileAsync(run => run.BuildNumber > wanted);
        }

        int probes = api.Stub.Requests.Length;
        Assert.InRange(probes, 1, 8);
        while (await reader.ReadAsync() is { } page)
        {
            found.AddRange(page.Select(run => run.BuildNumber));
        }

        Assert.Equal(Enumerable.Range(1, wanted).Reverse().Select(n => (long)n), found.Where(n => n <= wanted));
        // What was found is not requested again, and nothing before it.
        Assert.InRange(api.Stub.Requests.Length, 1, probes + ((wanted + 99) / 100) + 1);
    }

    [Fact]
    public async Task Who_wants_a_few_pays_for_a_few()
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*", new FakeList(2000).Answer);
        using (PageReader<Pipeline> reader = Reader(api, readAhead: false))
        {
            Assert.Equal(100, (await reader.ReadAsync())!.Count);
        }

        Assert.Single(api.Stub.Requests);
    }

    [Fact]
    public async Task The_order_is_kept_when_later_pages_come_first()
    {
        using var api = new TestApi();
        Respond page = new FakeList(500).Answer;
        TaskCompletionSource[] gates = [.. Enumerable.Range(
            0, 6).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        gates[1].SetResult();
        api.Stub.Always("GET", ".*", Answer.By(r => Answer.When(gates[r.Query("page") is [string p] ? int.Parse(p, null) : 1].Task, page)));
        using PageReader<Pipeline> reader = Reader(api);
        var read = new List<long>();
        for (int i = 1; i <= 5; i++)
        {
            Task<IReadOnlyList<Pipeline>?> next = reader.ReadAsync();
            // The following pages arrive before the one that the reader waits for.
            foreach (int later in new[] { 5, 4, 3, 2 }.Where(n => n > i))
            {
                gates[later].TrySetResult();
            }

            gates[i].TrySetResult();
            read.AddRange((await next)!.Select(p => p.BuildNumber));
        }

        Assert.Equal(Enumerable.Range(1, 500).Reverse().Select(n => (long)n), read);
    }

    [Fact]
    public async Task Disposing_cancels_what_is_in_flight()
    {
        using var api = new TestApi();
        Respond page = new FakeList(2000).Answer;
        api.Stub.On("GET", ".*", page, Answer.Hangs);
        PageReader<Pipeline> reader = Reader(api);
        await reader.ReadAsync();
        Assert.Equal(1, api.Stub.Open);
        reader.Dispose();
        Assert.Equal(0, api.Stub.Open);
        Assert.Equal(0, api.Clock.OpenTimers);
        Assert.Null(await reader.ReadAsync());
        reader.Dispose();
    }

    [Fact]
    public async Task The_caller_s_token_cancels_it_too()
    {
        using var api = new TestApi();
        using var stop = new CancellationTokenSource();
        api.Stub.On("GET", ".*", Answer.Hangs);
        using PageReader<Pipeline> reader = Reader(api, cancellationToken: stop.Token);
        Task<IReadOnlyList<Pipeline>?> reading = reader.ReadAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal(0, api.Stub.Open);
    }

    [Fact]
    public async Task A_page_that_cannot_be_read_is_an_error_where_its_items_would_be()
    {
        using var api = new TestApi();
        Respond page = new FakeList(2000).Answer;
        api.Stub.On("GET", ".*", page, page, Answer.Error(403, "No more"), Answer.Hangs, Answer.Hangs);
        using PageReader<Pipeline> reader = Reader(api);
        Assert.Equal(100, (await reader.ReadAsync())!.Count);
        Assert.Equal(100, (await reader.ReadAsync())!.Count);
        BitbucketApiException e = await Failures.OfAsync(() => reader.ReadAsync());
        Assert.Equal("No more (403).", e.Message);
    }

    [Fact]
    public async Task A_failure_of_a_page_that_nobody_wants_any_more_is_nobody_s_concern()
    {
        using var api = new TestApi();
        var gate = new TaskCompletionSource();
        api.Stub.On("GET", ".*", new FakeList(2000).Answer, Answer.When(gate.Task, Answer.Error(403, "Nobody wants me")));
        bool unobserved = false;
        void Note(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved |= e.Exception.ToString().Contains("Nobody wants me");
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await LeaveAsync();
            gate.SetResult();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        Assert.False(unobserved);

        async Task LeaveAsync()
        {
            using PageReader<Pipeline> reader = Reader(api);
            await reader.ReadAsync();
        }
    }
}
