using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests;

/// <summary>Recent writes are applied to lists, which can lag behind.</summary>
public sealed class OwnWritesTests
{
    private readonly VirtualClock _clock = new();
    private readonly OwnWrites _writes;

    public OwnWritesTests() => _writes = new OwnWrites(_clock);

    [Fact]
    public void A_list_that_lags_is_completed_in_its_order()
    {
        _writes.Note("place", "b", new Item("b", "new"));
        _writes.Note("place", "d", new Item("d", "made"));
        _writes.NoteRemoved("place", "c");
        _writes.Note("elsewhere", "e", new Item("e", "other"));
        Assert.Equal("a=old b=new d=made", Complete("place"));
        Assert.Equal("a=old b=old c=old e=other", Complete("elsewhere"));
    }

    [Theory]
    [InlineData("POST", true)]
    [InlineData("PUT", true)]
    [InlineData("PATCH", true)]
    [InlineData("GET", false)]
    public async Task Every_request_that_may_change_something_is_told_whatever_its_outcome(string method, bool isWrite)
    {
        using var api = new TestApi();
        api.Stub.On(method, "x", Answer.Json("{}"), Answer.Error(400, "no"));
        int changes = 0;
        api.Client.Written.Changed += () => changes++;
        var request = new ApiRequest { Method = new HttpMethod(method), Path = "x" };
        await api.Client.ObservedBy(null).SendAsync(request, default);
        await Failures.OfAsync(() => api.Client.SendAsync(request, default));
        Assert.Equal(isWrite ? 2 : 0, changes);
    }

    [Fact]
    public void A_later_write_replaces_an_earlier_one()
    {
        _writes.Note("place", "b", new Item("b", "1"));
        _writes.NoteRemoved("place", "b");
        Assert.Equal("a=old c=old", Complete("place"));
        _writes.Note("place", "b", new Item("b", "2"));
        Assert.Equal("a=old b=2 c=old", Complete("place"));
        Assert.True(_writes.Forget("place", "b"));
        Assert.False(_writes.Forget("place", "b"));
        Assert.Equal("a=old b=old c=old", Complete("place"));
    }

    [Fact]
    public void The_letter_case_of_a_place_does_not_matter()
    {
        _writes.Note("repositories/acme/widgets", "d", new Item("d", "made"));
        Assert.Equal("a=old b=old c=old d=made", Complete("repositories/ACME/Widgets"));
        _writes.Note("repositories/Acme/widgets", "d", new Item("d", "again"));
        Assert.Equal("a=old b=old c=old d=again", Complete("repositories/acme/widgets"));
        Assert.True(_writes.Forget("repositories/acme/WIDGETS", "d"));
        Assert.Equal("a=old b=old c=old", Complete("repositories/acme/widgets"));
    }

    [Fact]
    public void Nothing_is_remembered_for_long_nor_without_bounds()
    {
        _writes.Note("place", "d", new Item("d", "made"));
        _clock.Advance(OwnWrites.Memory + TimeSpan.FromSeconds(1));
        Assert.Equal("a=old b=old c=old", Complete("place"));
        for (int i = 0; i <= OwnWrites.MostWrites + 10; i++)
        {
            _writes.Note("many", $"{i}", new Item($"{i}", "x"));
        }

        Assert.InRange(_writes.Complete<Item>("many", [], i => i.Id).Count, OwnWrites.MostWrites - 1, OwnWrites.MostWrites + 1);
    }

    [Fact]
    public void What_a_list_shows_otherwise_or_not_at_all_is_in_doubt()
    {
        _writes.Note("place", "a", new State("a", "old"));
        _writes.Note("place", "b", new State("b", "new"));
        _writes.Note("place", "d", new State("d", "made"));
        _writes.NoteRemoved("place", "c");
        List<State> listed = [new State("a", "old"), new State("b", "other"), new State("c", "old")];
        Assert.Equal(
            [("b", "b=other"), ("d", null)], _writes.Doubts("place", listed, i => i.Id).Select(d => (d.Uuid, d.Shown?.ToString())));
        Assert.True(_writes.WasListed("place", "b"));
        Assert.False(_writes.WasListed("place", "d"));
        Assert.Empty(_writes.Doubts("elsewhere", listed, i => i.Id));
    }

    [Fact]
    public void What_was_there_before_this_session_wrote_may_still_be_shown()
    {
        _writes.Note("place", "b", new State("b", "2"), new State("b", "1"));
        _writes.Note("place", "b", new State("b", "3"), new State("b", "2"));
        Assert.All(["1", "2", "3"], value => Assert.True(_writes.IsOwnOrBefore("place", "b", new State("b", value))));
        Assert.False(_writes.IsOwnOrBefore("place", "b", new State("b", "4")));
        Assert.True(_writes.WasListed("place", "b"));
    }

    private string Complete(string place) =>
        string.Join(" ", _writes.Complete(place, [new Item("a", "old"), new Item("b", "old"), new Item("c", "old")], i => i.Id));

    private sealed record State(string Id, string Value) : IOwnState
    {
        public bool IsLike(object other) => other is State state && state.Value == Value;

        public override string ToString() => $"{Id}={Value}";
    }

    private sealed record Item(string Id, string Value)
    {
        public override string ToString() => $"{Id}={Value}";
    }
}
