using System.Net;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Reports;

namespace BitbucketPipelines.Tests.Reports;

/// <summary>The requests for a report, and the proxy of a step.</summary>
public sealed class ReportPublisherTests
{
    private const string Report = "repositories/team/app/commit/abc/reports/i";

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(1500, 10)]
    public async Task A_report_takes_three_requests_and_one_for_each_hundred_annotations(int findings, int posts)
    {
        using var api = new TestApi();
        api.Stub.On("DELETE", Report, Answer.Empty(204)).Always("PUT", Report, Answer.Json("{}"));
        api.Stub.Always("POST", Report + "/annotations", Answer.Json("[]"));
        ReportPlan plan = Plan(findings);
        PublishedReport report = await PublishAsync(api.Client, plan);
        Assert.Equal((3 + posts, ReportPublisher.Requests(plan)), (api.Stub.Requests.Length, api.Stub.Requests.Length));
        Assert.Equal((findings, Math.Min(findings, 1000), "abc"), (report.Total, report.Kept, report.Commit));
        Assert.Equal("https://bitbucket.org/team/app/commits/abc", report.Url);
    }

    [Fact]
    public void There_need_not_be_an_old_report_and_lost_answers_are_repeated()
    {
        using var api = new TestApi();
        api.Stub.On("DELETE", Report, Answer.Error(404, "Not found")).On("PUT", Report, Answer.Broken, Answer.Json("{}"), Answer.Json("{}"))
            .On("POST", Report + "/annotations", Answer.Broken, Answer.Json("[]"));
        api.Clock.Simulate(() => PublishAsync(api.Client, Plan(1)));
        Assert.Equal(["PUT", "PUT", "DELETE", "PUT", "POST", "POST"], api.Stub.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task A_report_that_is_refused_leaves_the_earlier_one_alone()
    {
        using var api = new TestApi();
        api.Stub.On("PUT", Report, Answer.Error(400, "The title field is bad."));
        await Assert.ThrowsAsync<BitbucketApiException>(() => PublishAsync(api.Client, Plan(1)));
        Assert.Single(api.Stub.Requests);
    }

    [Theory]
    [InlineData("DELETE", 0, "may have annotations of an earlier one")]
    [InlineData("PUT", 1, "was removed, and could not be written again")]
    [InlineData("POST", 0, "has only 0 of 150 annotations")]
    [InlineData("POST", 1, "has only 100 of 150 annotations")]
    public async Task A_failure_in_the_middle_says_what_is_there(string method, int good, string state)
    {
        using var api = new TestApi();
        foreach ((string name, string path, Respond answer, int all) in new[]
        {
            ("PUT", Report, Answer.Json("{}"), 2), ("DELETE", Report, Answer.Empty(204), 1),
            ("POST", Report + "/annotations", Answer.Json("[]"), 2),
        })
        {
            int some = name == method ? good : all;
            Respond[] bad = name == method ? [Answer.Error(400, "450 characters")] : [];
            api.Stub.On(name, path, [.. Enumerable.Repeat(answer, some), .. bad]);
        }

        ReportIncompleteException e = await Assert.ThrowsAsync<ReportIncompleteException>(() => PublishAsync(api.Client, Plan(150)));
        Assert.Equal(state, e.State);
        Assert.Contains("450 characters", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Through_the_proxy_of_a_step_reports_are_sent_without_credentials_and_nothing_else_is()
    {
        using TestApi api = Step("http://localhost:29418");
        api.Stub.On("DELETE", ".*", Answer.Empty(204)).Always("PUT", ".*", Answer.Json("{}")).On("POST", ".*", Answer.Json("[]"));
        await PublishAsync(api.Client, Plan(1));
        Assert.All(api.Stub.Requests, r => Assert.Equal(("http", "api.bitbucket.org", null), (r.Uri.Scheme, r.Uri.Host, r.Authorization)));
        foreach (ApiRequest request in new[]
        {
            Repositories.Get(TestApi.Repo), CodeReports.Delete(TestApi.Repo, "abc", "i") with { Authorization = new("Bearer", "x") },
            ApiRequest.Download(new Uri("https://example.com/x")), Pipelines.Stop(TestApi.Repo, "1"),
        })
        {
            await Assert.ThrowsAsync<BitbucketApiException>(() => api.Client.SendAsync(request, default));
        }

        Assert.Equal(4, api.Stub.Requests.Length);
    }

    [Fact]
    public async Task In_a_container_the_other_place_of_the_proxy_is_used()
    {
        using TestApi first = Step("http://localhost:29418");
        using TestApi second = Step("http://host.docker.internal:29418");
        first.Stub.Always("PUT", ".*", Answer.Refused);
        second.Stub.On("DELETE", ".*", Answer.Empty(204)).Always("PUT", ".*", Answer.Json("{}")).On("POST", ".*", Answer.Json("[]"));
        await ReportPublisher.PublishAsync(first.Client, second.Client, TestApi.Repo, "abc", Plan(1), default);
        Assert.Equal((1, 4), (first.Stub.Requests.Length, second.Stub.Requests.Length));
    }

    [Theory]
    [InlineData("http://example.com:29418", "http://api.bitbucket.org/2.0/", false)]
    [InlineData("https://localhost:29418", "http://api.bitbucket.org/2.0/", false)]
    [InlineData("http://localhost:29418", "http://example.com/2.0/", false)]
    [InlineData("http://localhost:29418", "https://api.bitbucket.org/2.0/", false)]
    [InlineData("http://localhost:29418", "http://api.bitbucket.org/2.0/", true)]
    [InlineData("http://user:secret@localhost:29418", "http://api.bitbucket.org/2.0/", false)]
    public void No_other_proxy_no_other_server_and_no_credentials(string proxy, string api, bool withCredentials) =>
        Assert.Throws<ArgumentException>(() => new BitbucketClient(new BitbucketClientOptions
        {
            ApiUri = new Uri(api),
            Proxy = new AnyProxy(new Uri(proxy)),
            UsesStepProxy = true,
            Credential = withCredentials ? ApiCredential.Bearer(() => "t") : null,
        }));

    private static TestApi Step(string proxy) => new(options => options with
    {
        Credential = null,
        ApiUri = StepProxy.ApiUri,
        Proxy = new AnyProxy(new Uri(proxy)),
        UsesStepProxy = true,
    });

    private static Task<PublishedReport> PublishAsync(BitbucketClient client, ReportPlan plan) =>
        ReportPublisher.PublishAsync(client, null, TestApi.Repo, "abc", plan, default);

    private static ReportPlan Plan(int findings) => new(
        "i", "t", [new FindingSet
        {
            Findings = [.. Enumerable.Range(1, findings).Select(i => new Finding($"m{i}", FindingSeverity.Low, FindingKind.Bug))],
        }],
        FindingSeverity.High, new RepositoryPaths([], null, _ => false));

    private sealed class AnyProxy(Uri address) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => address;

        public bool IsBypassed(Uri host) => false;
    }
}
