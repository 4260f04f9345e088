using System.Net;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests;

/// <summary>Bulk work: the order, the parallelism, and an early end.</summary>
public sealed class BulkWorkTests
{
    private readonly List<string> _requests = [];
    private readonly List<string> _rows = [];
    private readonly List<string> _unreadable = [];
    private int _open;
    private int _mostOpen;
    private TaskCompletionSource? _meeting;

    [Fact]
    public async Task Rows_come_in_order_and_no_more_requests_than_allowed_are_in_flight()
    {
        _meeting = new TaskCompletionSource();
        await RunAsync(Places(20, 7), 3);
        Assert.Equal(
            [.. from place in Enumerable.Range(0, 20) from item in Enumerable.Range(0, 7) select $"p{place}/i{item} Succeeded"], _rows);
        Assert.InRange(_mostOpen, 2, 3);
        Assert.Empty(_unreadable);
    }

    [Fact]
    public async Task The_first_place_is_changed_before_the_last_is_read()
    {
        await RunAsync(Places(20, 2), 3);
        Assert.True(_requests.IndexOf("write p0/i0") < _requests.IndexOf("read p5"), string.Join(", ", _requests));
    }

    [Fact]
    public async Task A_place_that_cannot_be_read_has_a_row_and_stops_no_other()
    {
        await RunAsync(Places(4, 2, (request, _) => request == "read p1" ? Failure(404) : null), 2);
        Assert.Equal(
            ["p0/i0 Succeeded", "p0/i1 Succeeded", "p1/* Failed", "p2/i0 Succeeded", "p2/i1 Succeeded", "p3/i0 Succeeded",
            "p3/i1 Succeeded"], _rows);
        Assert.Equal(["p1"], _unreadable);
    }

    [Theory]
    [InlineData(401, "read p3")]
    [InlineData(429, "read p3")]
    [InlineData(401, "write p3/i1")]
    [InlineData(429, "write p3/i1")]
    public async Task Refused_credentials_and_a_used_up_limit_end_the_work_with_a_row_for_what_is_left(int status, string from)
    {
        const int AtOnce = 4;
        bool dead = false;
        int after = 0;
        BulkWork work = await RunAsync(Places(100, 3, (request, _) =>
        {
            after += dead ? 1 : 0;
            dead |= request == from;
            return dead ? Failure(status) : null;
        }), AtOnce);
        Assert.InRange(after, 0, AtOnce);
        BulkEnd end = Assert.Single(work.Ends);
        Assert.Equal(status, end.Cause.StatusCode);
        Assert.Empty(_unreadable);
        Assert.Equal(end.NotDone, _rows.Count(r => r.EndsWith("Failed", StringComparison.Ordinal)));
        // Every place has one row if it could not be read, otherwise one row for each item.
        Assert.Equal([.. Enumerable.Range(0, 100).Select(i => $"p{i}")], _rows.Select(r => r.Split('/')[0]).Distinct());
        Assert.All(_rows.GroupBy(r => r.Split('/')[0]), g => Assert.True(g.Count() == 3 || g.Single().Contains("/* Failed")));
    }

    [Fact]
    public async Task Another_account_goes_on()
    {
        BulkWork work = await RunAsync(Places(10, 1, (_, place) => place % 2 == 0 ? Failure(401) : null, place => place % 2), 1);
        Assert.Equal(0, Assert.Single(work.Ends).Account);
        Assert.Equal(5, _rows.Count(r => r.EndsWith("Succeeded", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Items_of_one_key_wait_for_each_other_also_across_places()
    {
        var order = new List<string>();
        BulkPlace Place(string name) => new(name, this, _ => Task.CompletedTask, _ => Task.FromResult<IReadOnlyList<BulkJob>>(
            [new BulkJob("same", true, async _ =>
            {
                order.Add($"begin {name}");
                await Task.Yield();
                order.Add($"end {name}");
                return [];
            }, _ => [])]), (_, _) => []);
        var work = new BulkWork(5, _ => false, _ => { }, (_, _) => { });
        await work.RunAsync([Place("a"), Place("b"), Place("c")], default);
        Assert.Equal(["begin a", "end a", "begin b", "end b", "begin c", "end c"], order);
    }

    [Fact]
    public async Task What_was_read_ahead_is_not_read_again()
    {
        BulkPlace[] places = Places(6, 1, (request, _) => request == "read p2" ? Failure(403) : null);
        BulkWork work = Work(2);
        IReadOnlyList<BulkPlace> read = await work.ReadAsync(places, default);
        Assert.Equal(["p0", "p1", "p3", "p4", "p5"], read.Select(p => p.Name));
        await work.RunAsync(places, default);
        Assert.Equal(6, _requests.Count(r => r.StartsWith("read", StringComparison.Ordinal)));
        Assert.Equal(["p2"], _unreadable);
    }

    [Fact]
    public async Task An_exception_of_no_place_ends_everything_and_leaves_nothing_behind()
    {
        BulkPlace[] places = Places(50, 3);
        places[3] = new BulkPlace("bad", this, _ => Task.CompletedTask, _ => throw new InvalidOperationException("no"), (_, _) => []);
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(places, 4));
        Assert.Equal(0, _open);
        Assert.True(_requests.Count < 60);
    }

    [Fact]
    public async Task What_was_stopped_in_the_middle_is_told_of_each_change()
    {
        using var stop = new CancellationTokenSource();
        var begun = new CountdownEvent(2);
        BulkPlace[] places = [.. Enumerable.Range(0, 4).Select(i => new BulkPlace(
            $"p{i}", this, _ => Task.CompletedTask, _ => Task.FromResult<IReadOnlyList<BulkJob>>([new BulkJob(
                null, true,
                async token =>
                {
                    begun.Signal();
                    await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default);
                    throw new StoppedMidwayException($"p{i} is half done.", token);
                },
                _ => [])]), (_, _) => []))];
        Task work = Work(2).RunAsync(places, stop.Token);
        Assert.True(await Task.Run(() => begun.Wait(TimeSpan.FromSeconds(20))));
        stop.Cancel();
        StoppedMidwayException e = await Assert.ThrowsAsync<StoppedMidwayException>(() => work);
        Assert.Equal(["p0", "p1"], e.Message.Split(' ').Where(word => word[0] == 'p').Order());
    }

    [Fact]
    public async Task A_slow_place_does_not_leave_the_others_without_work()
    {
        var slow = new TaskCompletionSource();
        var third = new TaskCompletionSource();
        BulkPlace Place(int i) => new(
            $"p{i}", this, _ => Task.CompletedTask, _ => Task.FromResult<IReadOnlyList<BulkJob>>([new BulkJob(
                null, true,
                async _ =>
                {
                    if (i == 2)
                    {
                        third.SetResult();
                    }

                    await (i == 0 ? slow.Task : Task.CompletedTask);
                    return [];
                },
                _ => [])]), (_, _) => []);
        Task work = Work(2).RunAsync([.. Enumerable.Range(0, 6).Select(Place)], default);
        await third.Task.WaitAsync(TimeSpan.FromSeconds(20));
        slow.SetResult();
        await work;
    }

    private async Task<BulkWork> RunAsync(BulkPlace[] places, int atOnce)
    {
        BulkWork work = Work(atOnce);
        await work.RunAsync(places, default);
        return work;
    }

    private BulkWork Work(int atOnce) => new(
        atOnce, e => e is BitbucketApiException,
        rows => _rows.AddRange(rows.Rows.Select(r => $"{r.Target.Replace("team ", "")}/{r.Name} {r.Status}")),
        (place, _) => _unreadable.Add(place.Name));

    private BulkPlace[] Places(
        int count, int items, Func<string, int, BitbucketApiException?>? fault = null, Func<int, object>? account = null) =>
        [.. Enumerable.Range(0, count).Select(i => new BulkPlace(
            $"p{i}", account?.Invoke(i) ?? this,
            async _ =>
            {
                if (await SendAsync($"read p{i}", i, fault) is { } e)
                {
                    throw e;
                }
            },
            _ => Task.FromResult<IReadOnlyList<BulkJob>>([.. Enumerable.Range(0, items).Select(j => new BulkJob(
                $"p{i}/i{j}", true,
                async _ =>
                {
                    BitbucketApiException? e = await SendAsync($"write p{i}/i{j}", i, fault);
                    return [Row(i, $"i{j}", e is null ? ItemResult.Succeeded : ItemResult.Failed, e)];
                },
                _ => [Row(i, $"i{j}", ItemResult.Failed, null)]))]),
            (_, e) => [Row(i, "*", ItemResult.Failed, e)]))];

    private async Task<BitbucketApiException?> SendAsync(string request, int place, Func<string, int, BitbucketApiException?>? fault)
    {
        BitbucketApiException? failure;
        lock (_requests)
        {
            _requests.Add(request);
            _mostOpen = Math.Max(_mostOpen, ++_open);
            failure = fault?.Invoke(request, place);
            if (_open > 1)
            {
                _meeting?.TrySetResult();
            }
        }

        if (_meeting is not null)
        {
            // Independent of the load: the first request is answered as soon as there is a second one.
            await Task.WhenAny(_meeting.Task, Task.Delay(TimeSpan.FromSeconds(20)));
        }

        await Task.Yield();
        await Task.Yield();
        lock (_requests)
        {
            _open--;
        }

        return failure;
    }

    private static VariableResult Row(int place, string name, string status, BitbucketApiException? e) =>
        new(name, VariableScope.OfTeam($"p{place}"), ItemAction.Create, status, null) { Failure = ItemFailure.From(e) };

    private static BitbucketApiException Failure(int status) => new("no") { Kind = ApiErrorKind.Status, Status = (HttpStatusCode)status };
}
