using BitbucketEmulator;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Variables;
using VariableStore = BitbucketPipelines.Api.Variables.VariableStore;

namespace BitbucketPipelines.Tests.Variables;

/// <summary>Writes many variables to a server that misbehaves. Nothing may be lost or done twice.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "xunit calls DisposeAsync.")]
public sealed class VariableStoreTests : IAsyncLifetime
{
    private const string Widgets = "repository/acme/widgets";

    private static readonly VariableScope s_scope = VariableScope.OfRepository(new RepositoryId("acme", "widgets"));

    private readonly VirtualClock _clock = new();
    private EmulatorHost _emulator = null!;
    private BitbucketClient _client = null!;

    public async Task InitializeAsync()
    {
        _emulator = await EmulatorHost.StartAsync();
        _client = new BitbucketClient(new BitbucketClientOptions
        {
            ApiUri = _emulator.ApiUri,
            SiteUri = _emulator.SiteUri,
            Clock = _clock,
            Credential = ApiCredential.Basic("dev@example.com", () => "api-token-123"),
        });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _emulator.DisposeAsync();
    }

    [Fact]
    public async Task Reads_every_page_once()
    {
        var store = new VariableStore(_client, s_scope);
        Assert.Equal(_emulator.State.Variables.Get(Widgets).Count, (await store.ReadAsync(default)).Count);
        int requests = _emulator.State.Requests.Count;
        await store.ReadAsync(default);
        Assert.Equal(requests, _emulator.State.Requests.Count);
    }

    [Fact]
    public async Task Settles_a_conflict_with_what_the_list_did_not_show()
    {
        var store = new VariableStore(_client, s_scope);
        await store.ReadAsync(default);
        _emulator.State.Variables.Set(Widgets, "LATE", "theirs");
        VariableResult result = await ApplyAsync(store, new VariableEntry("LATE", "mine", null));
        Assert.Equal((ItemAction.Update, VariableResult.Succeeded), (result.Change, result.Status));
        Assert.Equal("mine", _emulator.State.Variables.Get(Widgets).Single(v => v.Key == "LATE").Value);
    }

    [Fact]
    public async Task Another_store_of_the_session_knows_what_the_list_does_not_show_yet()
    {
        _emulator.State.Configure(b => b with { VariableListLag = 3600 });
        Assert.Equal(ItemAction.Create, (await SetAsync("LATE", "1")).Change);
        Assert.Equal(ItemAction.Unchanged, (await SetAsync("LATE", "1")).Change);
        Assert.Equal(ItemAction.Update, (await SetAsync("LATE", "2")).Change);
        Assert.Equal(ItemAction.Update, (await SetAsync("LATE", "1")).Change);
        Assert.Equal("1", _emulator.State.Variables.Get(Widgets).Single(v => v.Key == "LATE").Value);
    }

    [Fact]
    public async Task A_conflict_is_settled_by_looking_again_with_patience()
    {
        var store = new VariableStore(_client, s_scope);
        await store.ReadAsync(default);
        _emulator.State.Variables.Set(Widgets, "LATE", "theirs");
        _emulator.State.AddFault(new Fault
        {
            Method = "GET", Path = "variables", Times = 2, Status = 200, Body = """{"values":[],"size":0,"page":1,"pagelen":100}""", ContentType = "application/json",
        });
        VariableResult result = await ApplyAsync(store, new VariableEntry("LATE", "mine", null));
        Assert.Equal((ItemAction.Update, VariableResult.Succeeded), (result.Change, result.Status));
        Assert.Equal("mine", _emulator.State.Variables.Get(Widgets).Single(v => v.Key == "LATE").Value);
    }

    [Fact]
    public async Task What_is_remembered_and_gone_is_made_again()
    {
        await SetAsync("GONE", "1");
        _emulator.State.Variables.Remove(Widgets, "GONE");
        VariableResult result = await SetAsync("GONE", "2");
        Assert.Equal(VariableResult.Succeeded, result.Status);
        Assert.Equal("2", _emulator.State.Variables.Get(Widgets).Single(v => v.Key == "GONE").Value);
    }

    private async Task<VariableResult> SetAsync(string name, string value)
    {
        var store = new VariableStore(_client, s_scope);
        await store.ReadAsync(default);
        return await ApplyAsync(store, new VariableEntry(name, value, null));
    }

    [Fact]
    public async Task Finds_out_whether_a_creation_came_through_when_its_answer_is_lost()
    {
        var store = new VariableStore(_client, s_scope);
        await store.ReadAsync(default);
        _emulator.State.AddFault(new Fault { Method = "POST", ResetAfterHandling = true });
        VariableResult result = await ApplyAsync(store, new VariableEntry("ONCE", "1", null));
        Assert.Equal(VariableResult.Succeeded, result.Status);
        Assert.Single(_emulator.State.Variables.Writes, w => w.Variable.Key == "ONCE");
    }

    [Fact]
    public async Task Sends_a_creation_again_that_is_known_not_to_have_come_through()
    {
        var store = new VariableStore(_client, s_scope);
        await store.ReadAsync(default);
        _emulator.State.AddFault(new Fault { Method = "POST", Reset = true });
        VariableResult result = await ApplyAsync(store, new VariableEntry("AGAIN", "1", null));
        Assert.Equal((ItemAction.Create, VariableResult.Succeeded, null), (result.Change, result.Status, result.Reason));
        Assert.Equal(2, _emulator.State.Requests.Count(r => r.Method == "POST"));
        Assert.Single(_emulator.State.Variables.Writes, w => w.Variable.Key == "AGAIN");
    }

    [Fact]
    public async Task Does_not_send_it_again_after_500_for_that_is_no_passing_failure()
    {
        var store = new VariableStore(_client, s_scope);
        await store.ReadAsync(default);
        _emulator.State.AddFault(new Fault { Method = "POST", Status = 500 });
        VariableResult result = await ApplyAsync(store, new VariableEntry("NEVER", "1", null));
        Assert.Equal(VariableResult.Failed, result.Status);
        Assert.Equal(ApiErrorKind.AnswerLost, result.Failure!.Kind);
        Assert.Single(_emulator.State.Requests, r => r.Method == "POST");
    }

    [Fact]
    public async Task Fails_no_write_and_doubles_none_where_the_gateway_fails_now_and_then()
    {
        for (int i = 0; i < 100; i++)
        {
            // Every 20th request of any kind; every second time the work is done before the answer is lost.
            _emulator.State.AddFault(new Fault { Skip = 19 * (i + 1), Status = 503, AfterHandling = i % 2 == 0 });
        }

        VariableEntry[] wanted = [.. Enumerable.Range(0, 1000).Select(i => new VariableEntry($"W_{i:000}", $"{i}", i % 8 == 0))];
        IReadOnlyList<VariableResult> results = await RunAsync(wanted);
        Assert.InRange(_emulator.State.Requests.Count(r => r.Status == 503), 50, 100);
        Assert.Equal("", string.Join("; ", results.Where(r => r.Status != VariableResult.Succeeded).Select(r => $"{r.Name}: {r.Reason}")));
        Assert.All(
            results, r => Assert.Equal((ItemAction.Create, VariableResult.Succeeded, null), (r.Change, r.Status, r.Reason)));
        Assert.All(
            _emulator.State.Variables.Writes.Where(w => w.Action == EmulatedVariableWrite.Created).GroupBy(w => w.Variable.Key),
            g => Assert.Single(g));
        var stored = _emulator.State.Variables.Get(Widgets).ToLookup(v => v.Key, v => v.Value);
        Assert.All(wanted, w => Assert.Equal(w.Value, Assert.Single(stored[w.Name])));
    }

    [Fact]
    public async Task Many_writes_with_rate_limits_and_broken_connections_lose_nothing_and_do_nothing_twice()
    {
        _emulator.State.AddFault("429-text", "POST", null, skip: 3, times: 4);
        _emulator.State.AddFault("429-retry-after", "PUT", null, skip: 1, times: 2);
        _emulator.State.AddFault(new Fault { Method = "PUT", ResetAfterHandling = true });
        VariableEntry[] wanted =
        [
            .. Enumerable.Range(0, 40).Select(i => new VariableEntry($"NEW_{i:00}", $"value {i}", i % 4 == 0)),
            new VariableEntry("APP_NAME", "changed", null), new VariableEntry("LOG_LEVEL", "changed", null),
            new VariableEntry("DB_HOST", "changed", null),
        ];
        IReadOnlyList<VariableResult> results = await RunAsync(wanted);
        Assert.Equal(wanted.Select(w => w.Name), results.Select(r => r.Name));
        Assert.All(results, r => Assert.Equal(VariableResult.Succeeded, r.Status));
        Assert.All(wanted, w => Assert.Equal(w.Value, _emulator.State.Variables.Get(Widgets).Single(v => v.Key == w.Name).Value));
        Assert.All(
            _emulator.State.Variables.Writes.Where(w => w.Action == EmulatedVariableWrite.Created).GroupBy(w => w.Variable.Key),
            g => Assert.Single(g));

        // A second run writes only the secured variables, because they cannot be compared.
        _emulator.State.Variables.ClearWrites();
        IReadOnlyList<VariableResult> again = await RunAsync(wanted);
        Assert.All(
            again.Zip(wanted), r => Assert.Equal(r.Second.Secured == true ? ItemAction.Update : ItemAction.Unchanged, r.First.Change));
        Assert.All(_emulator.State.Variables.Writes, w => Assert.True(w.Variable.Secured));
    }

    [Fact]
    public async Task A_failure_stops_no_other_and_a_second_run_completes_the_rest()
    {
        _emulator.State.AddFault(new Fault { Method = "POST", Skip = 2, Times = 3, Status = 500, Body = "" });
        VariableEntry[] wanted = [.. Enumerable.Range(0, 10).Select(i => new VariableEntry($"N{i}", "1", null))];
        IReadOnlyList<VariableResult> first = await RunAsync(wanted);
        Assert.Equal(3, first.Count(r => r.Status == VariableResult.Failed));
        IReadOnlyList<VariableResult> second = await RunAsync(wanted);
        Assert.Equal(3, second.Count(r => r.Change == ItemAction.Create));
        Assert.Equal(7, second.Count(r => r.Change == ItemAction.Unchanged));
    }

    [Fact]
    public async Task Removing_what_is_gone_is_no_failure()
    {
        var store = new VariableStore(_client, s_scope);
        await store.ReadAsync(default);
        var planned = new PlannedVariable("APP_NAME", ItemAction.Remove, store.Find("APP_NAME"), null, false);
        _emulator.State.Variables.Remove(Widgets, "APP_NAME");
        Assert.Equal(VariableResult.Succeeded, (await store.ApplyAsync(planned, default)).Status);
    }

    private static Task<VariableResult> ApplyAsync(VariableStore store, VariableEntry entry) =>
        store.ApplyAsync(VariablePlan.Decide(entry, store.Find(entry.Name)), default);

    private async Task<IReadOnlyList<VariableResult>> RunAsync(IReadOnlyList<VariableEntry> wanted)
    {
        var store = new VariableStore(_client, s_scope);
        await store.ReadAsync(default);
        var results = new List<VariableResult>();
        await OrderedParallel.RunAsync(
            wanted, 5, w => w.Name, (w, t) => store.ApplyAsync(VariablePlan.Decide(w, store.Find(w.Name)), t), results.Add, default);
        return results;
    }
}
