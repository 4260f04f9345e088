using System.Text.Json;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>What is read for an error about a name that does not exist.</summary>
public sealed class AlternativesTests : IDisposable
{
    private const string Root = "repositories/team/app";
    private const string Branches = Root + "/refs/branches";

    private readonly TestApi _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Few_branches_are_read_with_one_request_beside_that_for_the_main_branch()
    {
        _api.Stub.On("GET", Root, Answer.Json("""{"uuid":"{1}","mainbranch":{"name":"trunk"}}"""))
            .On("GET", Branches, List(2, "trunk", "develop"));
        RefNames found = (await New().BranchesAsync("mian", default))!;
        Assert.Equal(["trunk", "develop"], found.Names);
        Assert.Equal((2, "trunk"), (found.Total, found.MainBranch));
        Assert.Equal(2, _api.Stub.Requests.Length);
    }

    [Fact]
    public async Task Of_many_branches_those_that_begin_or_end_like_the_name_are_asked_for()
    {
        _api.Stub.On("GET", Root, Answer.Json("""{"uuid":"{1}"}"""))
            .On("GET", Branches, List(6000, "a", "b"), List(1, "feature/JIRA-599"), List(0));
        RefNames found = (await New().BranchesAsync("feature/JIRA-5x9", default))!;
        Assert.Equal(["feature/JIRA-599", "a", "b"], found.Names);
        Assert.Equal(6000, found.Total);
        Assert.Null(found.MainBranch);
        string[] queries = [.. _api.Stub.To("GET", Branches).Select(r => Uri.UnescapeDataString(r.Uri.Query)).Where(q => q.Contains("q="))];
        Assert.Equal(2, queries.Length);
        Assert.Contains(queries, q => q.Contains("name ~ \"feature/JIRA-\""));
        Assert.Contains(queries, q => q.Contains("name ~ \"5x9\""));
    }

    [Fact]
    public async Task A_name_of_one_word_is_searched_for_by_its_end_too()
    {
        _api.Stub.Always("GET", Root + "/refs/tags", List(500, "x"));
        _ = await New().TagsAsync("rlease", default);
        Assert.Contains(_api.Stub.Requests, r => Uri.UnescapeDataString(r.Uri.Query).Contains("name ~ \"rlea\""));
        Assert.Contains(_api.Stub.Requests, r => Uri.UnescapeDataString(r.Uri.Query).Contains("name ~ \"ease\""));
    }

    [Fact]
    public async Task Quotes_in_a_name_are_escaped_and_a_short_name_is_not_searched_for()
    {
        _api.Stub.Always("GET", Root + "/refs/tags", List(500, "x"));
        _ = await New().TagsAsync("v\"1\\", default);
        Assert.Contains(_api.Stub.Requests, r => Uri.UnescapeDataString(r.Uri.Query).Contains("name ~ \"\\\"1\\\\\""));
        int before = _api.Stub.Requests.Length;
        _ = await New().TagsAsync("v1", default);
        Assert.Equal(before + 1, _api.Stub.Requests.Length);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task A_request_that_fails_gives_nothing_and_no_error(int status)
    {
        _api.Stub.Always("GET", ".*", Answer.Error(status, "No."));
        Assert.Null(await SoonAsync(New().BranchesAsync("mian", default)));
        Assert.Null(await SoonAsync(New().TagsAsync("v1", default)));
        Assert.Null(await SoonAsync(New().CustomPipelinesAsync(Branch("main"), default)));
        Assert.Null(await SoonAsync(New().LatestRunAsync(default)));
    }

    [Fact]
    public void A_server_that_does_not_answer_is_waited_for_no_longer_than_a_few_seconds()
    {
        _api.Stub.Always("GET", ".*", Answer.Hangs);
        DateTimeOffset start = _api.Clock.GetUtcNow();
        Assert.Null(_api.Clock.Simulate(() => New().BranchesAsync("mian", default)));
        Assert.InRange(_api.Clock.GetUtcNow() - start, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Ctrl_C_ends_it()
    {
        _api.Stub.Always("GET", ".*", Answer.Hangs);
        using var stop = new CancellationTokenSource();
        Task<RefNames?> reading = New().BranchesAsync("mian", stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Custom_pipelines_are_read_at_the_commit_of_the_branch()
    {
        _api.Stub.On("GET", Branches, Answer.Json("""{"values":[{"name":"a/b","target":{"hash":"abc"}}]}"""))
            .On(
                "GET", Root + "/src/abc/bitbucket-pipelines.yml",
                Answer.Text("pipelines:\n  custom:\n    deploy:\n    nightly:\n", "text/plain"));
        Assert.Equal(["deploy", "nightly"], await New().CustomPipelinesAsync(Branch("a/b"), default));
        _api.Stub.Verify();
    }

    private static PipelineTarget Branch(string name) =>
        new() { Type = PipelineTarget.RefType, RefKind = "branch", RefName = name };

    private static Respond List(long size, params string[] names) => Answer.Json(JsonSerializer.Serialize(
        new { size, pagelen = 100, page = 1, values = names.Select(name => new { name }) }));

    private Alternatives New() => new(_api.Client, TestApi.Repo);

    private async Task<T> SoonAsync<T>(Task<T> task)
    {
        // Retries pause on the virtual clock.
        while (!task.IsCompleted)
        {
            _api.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await task;
    }
}
