using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests;

/// <summary>"There is no API hosted at this URL": a read is sent once more with the slash toggled, a write never.</summary>
public class TrailingSlashTests
{
    private const string List = "repositories/team/app/pipelines";

    private static readonly Respond s_noApi = Answer.Error(404, "Resource not found", """
        There is no API hosted at this URL.

        For information about our API's, please refer to the documentation at: https://developer.atlassian.com/bitbucket/api/2/reference/
        """);

    [Fact]
    public async Task A_read_with_a_slash_is_sent_once_more_without()
    {
        using var api = new TestApi();
        api.Stub.On("GET", List + "/", s_noApi).On("GET", List, Answer.Json("""{"values":[{"build_number":1}]}"""));
        Page<Pipeline> page = await api.Client.SendAsync(Api.Endpoints.Pipelines.List(TestApi.Repo), default);
        Assert.Equal(1, Assert.Single(page.Values!).BuildNumber);
        Assert.Equal("?sort=-created_on", api.Stub.Requests[1].Uri.Query);
        Assert.Empty(api.Clock.Delays);
        api.Stub.Verify();
    }

    [Fact]
    public async Task A_read_without_a_slash_is_sent_once_more_with_one()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Failures.RunPath, s_noApi).On("GET", Failures.RunPath + "/", Failures.Run());
        Assert.Equal(42, (await api.Client.SendAsync(Failures.Get(), default)).BuildNumber);
        api.Stub.Verify();
    }

    [Fact]
    public async Task It_is_tried_once_and_then_the_server_is_believed()
    {
        using var api = new TestApi();
        api.Stub.Always("GET", Failures.RunPath + "/?", s_noApi);
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default));
        Assert.Equal(404, e.StatusCode);
        Assert.StartsWith("There is no API hosted at this URL.", e.Detail);
        Assert.Equal(2, api.Stub.Requests.Length);
    }

    [Fact]
    public async Task The_toggled_path_is_retried_like_any_other()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Failures.RunPath, s_noApi)
            .On("GET", Failures.RunPath + "/", Answer.Broken, Failures.Named("503"), Failures.Run());
        await api.Client.SendAsync(Failures.Get(), default);
        api.Stub.Verify();
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task A_write_is_never_sent_elsewhere(string method)
    {
        using var api = new TestApi();
        api.Stub.On(method, List + "/", s_noApi);
        var request = new ApiRequest { Method = new HttpMethod(method), Path = List + "/" };
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(request, default));
        Assert.Equal(404, e.StatusCode);
        Assert.Single(api.Stub.Requests);
    }

    [Fact]
    public async Task Another_404_is_final()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Failures.RunPath, Answer.Error(404, "Not found", "Pipeline with build number '42' not found in repository {x}"));
        BitbucketApiException e = await Failures.OfAsync(() => api.Client.SendAsync(Failures.Get(), default));
        Assert.Equal("Not found: Pipeline with build number '42' not found in repository {x} (404).", e.Message);
        Assert.Single(api.Stub.Requests);
    }

    [Fact]
    public async Task A_log_without_a_step_is_final_too()
    {
        using var api = new TestApi();
        api.Stub.On("GET", ".*/log", Answer.Error(404, "Not found", "Log in step {x} does not exist."));
        BitbucketApiException e = await Failures.OfAsync(
            () => api.Client.OpenAsync(Api.Endpoints.Pipelines.Log(TestApi.Repo, "42", "{x}"), default));
        Assert.Equal("Log in step {x} does not exist.", e.Detail);
        Assert.Single(api.Stub.Requests);
    }
}
