using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>The requests of caches and test reports.</summary>
public sealed class CacheAndTestRequestTests
{
    private const string Uuid = "{0c1f6f5e-6f0e-4a6e-9a43-0123456789ab}";
    private const string Escaped = "%7B0c1f6f5e-6f0e-4a6e-9a43-0123456789ab%7D";
    private const string CachesPath = "repositories/team/app/pipelines-config/caches";
    private const string TestsPath = $"repositories/team/app/pipelines/42/steps/{Escaped}/test_reports";

    public static TheoryData<string, string, string?> Operations => new()
    {
        { "getRepositoryPipelineCaches", $"GET {CachesPath}", null },
        { "deleteRepositoryPipelineCaches", $"DELETE {CachesPath}", "name=my cache/1&x" },
        { "deleteRepositoryPipelineCache", $"DELETE {CachesPath}/{Escaped}", null },
        { "getRepositoryPipelineCacheContentURI", $"GET {CachesPath}/{Escaped}/content-uri", null },
        { "getPipelineTestReports", $"GET {TestsPath}", null },
        { "getPipelineTestReportTestCases", $"GET {TestsPath}/test_cases", null },
        { "getPipelineTestReportTestCaseReasons", $"GET {TestsPath}/test_cases/{Escaped}/test_case_reasons", null },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void Every_operation(string operation, string request, string? query)
    {
        ApiRequest made = Make(operation);
        Assert.Equal(request, made.ToString());
        Assert.Equal(query ?? "", string.Join('&', made.Query.Select(q => $"{q.Key}={q.Value}")));
        Assert.Null(made.Body);
        Assert.False(made.Anonymous);
        Assert.True(made.Repeatable);
    }

    [Fact]
    public async Task The_name_of_a_cache_is_one_encoded_value()
    {
        using var api = new TestApi();
        api.Stub.On("DELETE", CachesPath, Answer.Empty(204));
        await api.Client.SendAsync(Make("deleteRepositoryPipelineCaches"), default);
        Assert.Equal("?name=my%20cache%2F1%26x", api.Stub.Request.Uri.Query);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void Caches_are_never_deleted_without_a_name(string? name) =>
        Assert.Throws<ArgumentException>(() => Caches.DeleteByName(TestApi.Repo, name!));

    private static ApiRequest Make(string operation) => operation switch
    {
        "getRepositoryPipelineCaches" => Caches.List(TestApi.Repo),
        "deleteRepositoryPipelineCaches" => Caches.DeleteByName(TestApi.Repo, "my cache/1&x"),
        "deleteRepositoryPipelineCache" => Caches.Delete(TestApi.Repo, Uuid),
        "getRepositoryPipelineCacheContentURI" => Caches.ContentUri(TestApi.Repo, Uuid),
        "getPipelineTestReports" => TestReports.Get(TestApi.Repo, "42", Uuid),
        "getPipelineTestReportTestCases" => TestReports.Cases(TestApi.Repo, "42", Uuid),
        _ => TestReports.Reasons(TestApi.Repo, "42", Uuid, Uuid),
    };
}
