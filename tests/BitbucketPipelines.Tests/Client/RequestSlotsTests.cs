using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>A client with slots has no more requests in flight, whatever they are for.</summary>
public sealed class RequestSlotsTests : IDisposable
{
    private static readonly ApiRequest<Repository> s_request = Repositories.Get(TestApi.Repo);

    private readonly TestApi _api = new();
    private readonly BitbucketClient _client;

    public RequestSlotsTests() => _client = _api.Client.Through(new RequestSlots(1)).Until(Deadline.None);

    public void Dispose() => _api.Dispose();

    private static Respond Found { get; } = Answer.Json("""{"type":"repository","uuid":"{1}","full_name":"team/app"}""");

    [Fact]
    public async Task A_request_waits_for_the_one_before_it()
    {
        var first = new TaskCompletionSource();
        _api.Stub.On("GET", ".*", Answer.When(first.Task, Found), Found);
        Task<Repository>[] both = [_client.SendAsync(s_request, default), _client.SendAsync(s_request, default)];
        Assert.Single(_api.Stub.Requests);
        first.SetResult();
        await Task.WhenAll(both);
        Assert.Equal((2, 1), (_api.Stub.Requests.Length, _api.Stub.MostOpen));
    }

    [Fact]
    public async Task A_pause_before_another_attempt_takes_no_slot()
    {
        _api.Clock.Auto = false;
        _api.Stub.On("GET", ".*", Answer.Error(503, "Busy"), Found, Found);
        Task<Repository> first = _client.SendAsync(s_request, default);
        Assert.Equal("{1}", (await _client.SendAsync(s_request, default)).RepositoryUuid);
        Assert.False(first.IsCompleted);
        _api.Clock.Auto = true;
        Assert.Equal("{1}", (await first).RepositoryUuid);
    }

    [Fact]
    public async Task A_download_is_in_flight_until_it_is_closed()
    {
        _api.Stub.Always("GET", ".*/log", new FakeLog("one").Answer);
        _api.Stub.Always("GET", ".*", Found);
        Task<Repository> other;
        using (await _client.OpenAsync(Pipelines.Log(TestApi.Repo, "1", "{s}"), default))
        {
            other = _client.SendAsync(s_request, default);
            Assert.Single(_api.Stub.Requests);
        }

        Assert.Equal("{1}", (await other).RepositoryUuid);
    }

    [Fact]
    public async Task A_request_that_fails_or_is_not_sent_in_time_leaves_its_slot()
    {
        _api.Clock.Auto = false;
        var first = new TaskCompletionSource();
        _api.Stub.On("GET", ".*", Answer.Error(404, "No"), Answer.When(first.Task, Found), Found);
        await Assert.ThrowsAsync<BitbucketApiException>(() => _client.SendAsync(s_request, default));
        Task<Repository> held = _client.SendAsync(s_request, default);
        Task<Repository> late = _client.Until(Deadline.After(_api.Clock, TimeSpan.FromSeconds(3))).SendAsync(s_request, default);
        _api.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Contains("before GET", (await Assert.ThrowsAsync<BitbucketApiException>(() => late)).Message);
        first.SetResult();
        Assert.Equal("{1}", (await held).RepositoryUuid);
        Assert.Equal("{1}", (await _client.SendAsync(s_request, default)).RepositoryUuid);
        Assert.Equal(3, _api.Stub.Requests.Length);
    }
}
