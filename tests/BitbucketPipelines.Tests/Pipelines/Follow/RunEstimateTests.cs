using System.Text.Json;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Tests the estimated duration of a run, which is that of the last successful run of the same target.</summary>
public class RunEstimateTests
{
    private const string Good = """{"values":[{"uuid":"{1}","state":{"name":"COMPLETED","result":{"name":"SUCCESSFUL"}},"duration_in_seconds":90}]}""";

    private static async Task<(TimeSpan? Estimate, StubRequest[] Requests)> ReadAsync(string target, Respond? answer = null)
    {
        using var api = new TestApi();
        api.Stub.Always("GET", "repositories/team/app/pipelines/", answer ?? Answer.Json(Good));
        Pipeline run = JsonSerializer.Deserialize($$"""{"build_number":42,"target":{{target}}}""", WireContext.Default.Pipeline)!;
        return (await RunEstimate.ReadAsync(api.Client, TestApi.Repo, run, default), api.Stub.Requests);
    }

    [Theory]
    [InlineData(
        """{"ref_type":"branch","ref_name":"main","selector":{"type":"default"}}""", "DEFAULT", null, "main")]
    [InlineData(
        """{"ref_type":"branch","ref_name":"main","selector":{"type":"branches","pattern":"ma*"}}""", "BRANCH", "ma*", "main")]
    [InlineData(
        """{"ref_type":"tag","ref_name":"v2","selector":{"type":"tags","pattern":"v*"}}""", "TAG", "v*", null)]
    [InlineData(
        """{"ref_type":"branch","ref_name":"main","selector":{"type":"custom","pattern":"deploy"}}""", "CUSTOM", "deploy", "main")]
    [InlineData(
        """{"type":"pipeline_pullrequest_target","source":"x","selector":{"type":"pull-requests","pattern":"**"}}""", "PULLREQUESTS", "**", null)]
    public async Task The_latest_successful_run_of_the_same_target_is_requested(string target, string type, string? pattern, string? name)
    {
        (TimeSpan? estimate, StubRequest[] requests) = await ReadAsync(target);
        Assert.Equal(TimeSpan.FromSeconds(90), estimate);
        StubRequest request = Assert.Single(requests);
        Assert.Equal("-created_on PASSED 1", $"{request.Query("sort")[0]} {request.Query("status")[0]} {request.Query("pagelen")[0]}");
        Assert.Equal([type], request.Query("target.selector.type"));
        Assert.Equal(pattern is null ? [] : [pattern], request.Query("target.selector.pattern"));
        Assert.Equal(name is null ? [] : [name], request.Query("target.ref_name"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"ref_name":"main"}""")]
    [InlineData("""{"ref_name":"x","selector":{"type":"merge-queues"}}""")]
    public async Task Without_a_known_selector_nothing_is_requested(string target)
    {
        (TimeSpan? estimate, StubRequest[] requests) = await ReadAsync(target);
        Assert.Null(estimate);
        Assert.Empty(requests);
    }

    [Theory]
    [InlineData("""{"values":[]}""")]
    [InlineData("{}")]
    [InlineData("""{"values":[{"uuid":"{1}","state":{"name":"COMPLETED","result":{"name":"FAILED"}},"duration_in_seconds":9}]}""")]
    [InlineData("""{"values":[{"uuid":"{1}","state":{"name":"COMPLETED","result":{"name":"SUCCESSFUL"}}}]}""")]
    public async Task Without_an_earlier_run_there_is_no_estimate(string page) =>
        Assert.Null((await ReadAsync("""{"selector":{"type":"default"}}""", Answer.Json(page))).Estimate);

    [Fact]
    public async Task A_failed_estimate_is_never_an_error() =>
        Assert.Null((await ReadAsync("""{"selector":{"type":"default"}}""", Answer.Error(403, "No"))).Estimate);
}
