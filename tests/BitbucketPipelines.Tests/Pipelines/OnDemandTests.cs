using System.Text;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>The request for a run of YAML that is not committed: the five documented forms, to the byte.</summary>
public class OnDemandTests
{
    private const string Path = "repositories/team/app/pipelines";
    private const string Yaml = "# käse 🧀\r\npipelines:\r\n\tdefault:\r\n    - step: { script: [ \"echo $(date) & true\" ] }  ";

    [Fact]
    public async Task A_branch() => await SendsAsync(
        Of(Ref("branch", "master")), "target.type=pipeline_ref_target&target.ref_type=branch&target.ref_name=master");

    [Fact]
    public async Task A_commit_on_a_branch() => await SendsAsync(
        Of(Ref("branch", "master", "ce5b7431602f7cbba007062eeb55225c6e18e956")),
        "target.type=pipeline_ref_target&target.ref_type=branch&target.ref_name=master"
            + "&target.commit.hash=ce5b7431602f7cbba007062eeb55225c6e18e956");

    [Fact]
    public async Task A_commit_on_a_tag() => await SendsAsync(
        Of(Ref("tag", "v1.0", "ce5b7431602f7cbba007062eeb55225c6e18e956")),
        "target.type=pipeline_ref_target&target.ref_type=tag&target.ref_name=v1.0"
            + "&target.commit.hash=ce5b7431602f7cbba007062eeb55225c6e18e956");

    [Fact]
    public async Task A_custom_pipeline_of_a_commit() => await SendsAsync(
        Of(new PipelineTarget
        {
            Type = PipelineTarget.CommitType,
            Commit = new Commit { Type = "commit", Hash = "a3c4e02c9a3755eccdc3764e6ea13facdf30f923" },
            Selector = PipelineSelector.Custom("security-scan"),
        }),
        "target.type=pipeline_commit_target&target.commit.hash=a3c4e02c9a3755eccdc3764e6ea13facdf30f923"
            + "&target.selector.type=custom&target.selector.pattern=security-scan");

    [Fact]
    public async Task A_custom_pipeline_with_variables()
    {
        PipelineTarget target = Ref("branch", "master");
        target.Selector = PipelineSelector.Custom("security-scan");
        await SendsAsync(
            Of(target, new RunVariable { Key = "var1key", Value = "var1value" }, new RunVariable { Key = "var2key", Value = "var2value" }),
            "target.type=pipeline_ref_target&target.ref_type=branch&target.ref_name=master"
                + "&target.selector.type=custom&target.selector.pattern=security-scan"
                + "&variables[0].key=var1key&variables[0].value=var1value&variables[1].key=var2key&variables[1].value=var2value");
    }

    [Fact]
    public async Task A_pull_request() => await SendsAsync(
        Of(new PipelineTarget
        {
            Type = PipelineTarget.PullRequestType,
            Source = "pull-request-branch",
            Destination = "destination",
            DestinationCommit = new Commit { Hash = "9f848b7" },
            Commit = new Commit { Hash = "1a372fc" },
            PullRequest = new PullRequest { Id = 3 },
            Selector = new PipelineSelector { Type = PipelineSelector.PullRequestType, Pattern = "**" },
        }),
        "target.type=pipeline_pullrequest_target&target.source=pull-request-branch&target.destination=destination"
            + "&target.destination_commit.hash=9f848b7&target.commit.hash=1a372fc&target.pullrequest.id=3"
            + "&target.selector.type=pull-requests&target.selector.pattern=**");

    [Fact]
    public async Task Defaults_that_are_merged_and_a_new_branch() => await SendsAsync(
        new OnDemandYaml(Yaml, null) { MergesDefaults = true, BranchToCreate = "try/1" }
            .ToRequest(new TriggerRequest { Target = Ref("branch", "master") }),
        "target.type=pipeline_ref_target&target.ref_type=branch&target.ref_name=master&merge_defaults=true&target_branch_to_create=try/1");

    [Fact]
    public void What_would_mean_something_in_an_address_is_encoded()
    {
        PipelineTarget target = Ref("branch", "feature/a&b=c #1+ü");
        using var api = new TestApi();
        api.Stub.On("POST", Path, Failures.Run(201));
        OnDemandRequest request = Of(target, new RunVariable { Key = "K", Value = "1 &?%\r\n=" });
        api.Clock.Simulate(
            () => api.Client.SendAsync(Api.Endpoints.Pipelines.CreateOnDemand(TestApi.Repo, request), default));
        Assert.Equal(
            "?target.type=pipeline_ref_target&target.ref_type=branch&target.ref_name=feature%2Fa%26b%3Dc%20%231%2B%C3%BC"
                + "&variables%5B0%5D.key=K&variables%5B0%5D.value=1%20%26%3F%25%0D%0A%3D",
            api.Stub.Request.Uri.Query);
    }

    [Fact]
    public void A_secured_variable_never_becomes_part_of_the_address() => Assert.Throws<ArgumentException>(
        () => Of(Ref("branch", "x"), new RunVariable { Key = "K", Value = "s3cret", Secured = true }).ToQuery());

    [Theory]
    [InlineData("broken")]
    [InlineData("hangs")]
    [InlineData("502")]
    [InlineData("body breaks")]
    public void It_is_never_sent_twice_and_no_text_repeats_a_value(string failure)
    {
        using var api = new TestApi();
        api.Stub.On("POST", Path, Failures.Named(failure));
        BitbucketApiException e = Assert.Throws<BitbucketApiException>(() => api.Clock.Simulate(() => api.Client.SendAsync(
            Api.Endpoints.Pipelines.CreateOnDemand(
                TestApi.Repo, Of(Ref("branch", "x"), new RunVariable { Key = "K", Value = "plain-value" })), default)));
        Assert.Equal(ApiErrorKind.AnswerLost, e.Kind);
        Assert.Single(api.Stub.Requests);
        Failures.HidesSecret(e, "plain-value");
        Assert.DoesNotContain("plain-value", api.Told, StringComparison.Ordinal);
        Assert.DoesNotContain("variables", api.Told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(" \r\n\t\n", true)]
    [InlineData("\ufeff# nothing\n---\n...\n", true)]
    [InlineData("--- # x\npipelines:", false)]
    [InlineData("a", false)]
    public void Text_without_content_is_empty(string text, bool expected) => Assert.Equal(expected, OnDemandYaml.IsEmpty(text));

    private static PipelineTarget Ref(string kind, string name, string? commit = null) => new()
    {
        Type = PipelineTarget.RefType,
        RefKind = kind,
        RefName = name,
        Commit = commit is null ? null : new Commit { Type = "commit", Hash = commit },
    };

    private static OnDemandRequest Of(PipelineTarget target, params RunVariable[] variables) =>
        new OnDemandYaml(Yaml, null).ToRequest(new TriggerRequest { Target = target, Variables = [.. variables] });

    /// <summary>Sends the request and compares all of it with what the documentation says.</summary>
    private static async Task SendsAsync(OnDemandRequest request, string query)
    {
        using var api = new TestApi();
        api.Stub.On("POST", Path, Failures.Run(201));
        ApiRequest<Pipeline> made = Api.Endpoints.Pipelines.CreateOnDemand(TestApi.Repo, request);
        Assert.Equal(Encoding.UTF8.GetBytes(Yaml), made.Body);
        Assert.False(made.Repeatable);
        Assert.Equal(42, (await api.Client.SendAsync(made, default)).BuildNumber);
        StubRequest sent = api.Stub.Request;
        Assert.Equal("POST", sent.Method);
        Assert.Equal("https://api.bitbucket.org/2.0/" + Path, sent.Uri.GetLeftPart(UriPartial.Path));
        Assert.Equal("?" + query, Uri.UnescapeDataString(sent.Uri.Query));
        Assert.Equal("application/yaml", sent.ContentType);
        Assert.Equal(Yaml, sent.Body);
    }
}
