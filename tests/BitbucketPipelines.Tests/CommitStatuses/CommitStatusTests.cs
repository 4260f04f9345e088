using System.Text;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BuildStatuses = BitbucketPipelines.Api.Endpoints.CommitStatuses;

namespace BitbucketPipelines.Tests.CommitStatuses;

/// <summary>Build statuses: the request and the answer, and what build systems say about their builds.</summary>
public sealed class CommitStatusTests
{
    [Fact]
    public void A_status_is_set_by_one_request_that_may_be_repeated()
    {
        using var api = new TestApi();
        api.Stub.On("POST", "repositories/team/app/commit/abc/statuses/build", Answer.Broken, Answer.Json(
            """{"type":"build","key":"k","state":"NEW_WORD","url":"https://ci","refname":"main","uuid":"{u}","more":1}""", 201));
        ApiRequest<CommitStatus> request = BuildStatuses.Set(
            TestApi.Repo, "abc", new CommitStatusBody { Key = "k", State = "FAILED", Url = "https://ci", RefName = "main" });
        Assert.Equal("""{"key":"k","state":"FAILED","url":"https://ci","refname":"main"}""", Encoding.UTF8.GetString(request.Body!));
        CommitStatus status = api.Clock.Simulate(() => api.Client.SendAsync(request, default));
        status.SetCommit(TestApi.Repo, new Uri("https://bitbucket.org/"), "abc");
        Assert.Equal(("k", "NEW_WORD", "https://ci", "main", "abc", "app"),
            (status.Key, status.State, status.Url, status.RefName, status.Commit, status.Repository));
    }

    [Fact]
    public void Azure_DevOps_GitHub_and_Jenkins_say_what_their_build_is()
    {
        Assert.Equal(
            new BuildSystem("azure-12", "Nightly 20261128.3", "https://dev.azure.com/acme/My%20Project/_build/results?buildId=77"),
            Find(new()
            {
                ["TF_BUILD"] = "True", ["BUILD_BUILDID"] = "77", ["SYSTEM_TEAMPROJECT"] = "My Project", ["SYSTEM_DEFINITIONID"] = "12",
                ["SYSTEM_COLLECTIONURI"] = "https://dev.azure.com/acme/", ["BUILD_DEFINITIONNAME"] = "Nightly",
                ["BUILD_BUILDNUMBER"] = "20261128.3",
            }));
        Assert.Equal(
            new BuildSystem("github-CI", "CI #5", "https://github.com/acme/app/actions/runs/99"),
            Find(new()
            {
                ["GITHUB_ACTIONS"] = "true", ["GITHUB_RUN_ID"] = "99", ["GITHUB_REPOSITORY"] = "acme/app", ["GITHUB_WORKFLOW"] = "CI",
                ["GITHUB_RUN_NUMBER"] = "5",
            }));
        Assert.Equal(
            new BuildSystem("jenkins-app/main", "app/main #7", "https://ci.example.com/job/app/7/"),
            Find(new()
            {
                ["JENKINS_URL"] = "https://ci.example.com/", ["BUILD_URL"] = "https://ci.example.com/job/app/7/", ["JOB_NAME"] = "app/main",
                ["BUILD_NUMBER"] = "7",
            }));
        Assert.Null(Find([]));
        Assert.Null(Find(new() { ["TF_BUILD"] = "True" }));
    }

    [Fact]
    public void A_long_key_is_cut_and_keeps_its_difference()
    {
        string Key(string job) => Find(new()
        {
            ["JENKINS_URL"] = "https://ci/", ["BUILD_URL"] = "https://ci/1", ["JOB_NAME"] = job,
        })!.Key;
        string one = Key(new string('x', 60) + "1");
        string other = Key(new string('x', 60) + "2");
        Assert.Equal((40, 40), (one.Length, other.Length));
        Assert.NotEqual(one, other);
    }

    private static BuildSystem? Find(Dictionary<string, string> variables) => BuildSystem.Find(name => variables.GetValueOrDefault(name));
}
