using System.Text.Json;
using System.Text.Json.Nodes;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Tests the exact request body for each kind of target.</summary>
public class RunTargetTests
{
    private const string Root = "repositories/team/app";
    private const string Hash = "0123456789abcdef0123456789abcdef01234567";

    [Fact]
    public async Task A_branch() => await SendsAsync(
        new RunTarget { Branch = "feature/x" },
        """{"type":"pipeline_ref_target","ref_type":"branch","ref_name":"feature/x"}""");

    [Fact]
    public async Task A_tag_is_really_a_tag() => await SendsAsync(
        new RunTarget { Tag = "v1.0" },
        """{"type":"pipeline_ref_target","ref_type":"tag","ref_name":"v1.0"}""");

    [Fact]
    public async Task Without_a_target_it_is_the_main_branch_of_the_repository() => await SendsAsync(
        new RunTarget(),
        """{"type":"pipeline_ref_target","ref_type":"branch","ref_name":"trunk"}""",
        api => api.Stub.On("GET", Root, Answer.Json("""{"uuid":"{1}","mainbranch":{"type":"branch","name":"trunk"}}""")));

    [Fact]
    public async Task A_custom_pipeline_runs_on_the_main_branch_too() => await SendsAsync(
        new RunTarget { Custom = "deploy" },
        """{"type":"pipeline_ref_target","ref_type":"branch","ref_name":"trunk","selector":{"type":"custom","pattern":"deploy"}}""",
        api => api.Stub.On("GET", Root, Answer.Json("""{"uuid":"{1}","mainbranch":{"name":"trunk"}}""")));

    [Fact]
    public async Task A_custom_pipeline_on_a_tag() => await SendsAsync(
        new RunTarget { Custom = "deploy", Tag = "v1" },
        """{"type":"pipeline_ref_target","ref_type":"tag","ref_name":"v1","selector":{"type":"custom","pattern":"deploy"}}""");

    [Fact]
    public async Task A_commit_alone_has_a_selector_or_it_is_refused() => await SendsAsync(
        new RunTarget { Commit = "0123456" },
        $$$"""{"type":"pipeline_commit_target","commit":{"type":"commit","hash":"{{{Hash}}}"},"selector":{"type":"default"}}""",
        WithCommit("0123456"));

    [Fact]
    public async Task A_commit_with_a_custom_pipeline() => await SendsAsync(
        new RunTarget { Commit = "0123456", Custom = "deploy" },
        $$$"""{"type":"pipeline_commit_target","commit":{"type":"commit","hash":"{{{Hash}}}"},"selector":{"type":"custom","pattern":"deploy"}}""",
        WithCommit("0123456"));

    [Theory]
    [InlineData("branch")]
    [InlineData("tag")]
    public async Task A_commit_on_a_branch_or_tag(string kind) => await SendsAsync(
        new RunTarget { Commit = "0123456", Branch = kind == "branch" ? "x" : null, Tag = kind == "tag" ? "x" : null },
        $$$"""{"type":"pipeline_ref_target","ref_type":"{{{kind}}}","ref_name":"x","commit":{"type":"commit","hash":"{{{Hash}}}"}}""",
        WithCommit("0123456"));

    [Fact]
    public async Task A_pull_request_is_looked_up() => await SendsAsync(
        new RunTarget { PullRequest = 62 },
        """
        {"type":"pipeline_pullrequest_target","source":"feature/x","destination":"main","commit":{"type":"commit","hash":"aaa"},
         "destination_commit":{"type":"commit","hash":"bbb"},"pullrequest":{"id":62},"selector":{"type":"pull-requests","pattern":"**"}}
        """,
        WithPullRequest("""{"id":62,"title":"T","state":"OPEN","source":{"branch":{"name":"feature/x"},"commit":{"hash":"aaa"}},"destination":{"branch":{"name":"main"},"commit":{"hash":"bbb"}}}"""));

    [Fact]
    public async Task A_custom_pipeline_on_a_pull_request() => await SendsAsync(
        new RunTarget { PullRequest = 62, Custom = "deploy" },
        """
        {"type":"pipeline_pullrequest_target","source":"feature/x","destination":"main","commit":{"type":"commit","hash":"aaa"},
         "pullrequest":{"id":62},"selector":{"type":"custom","pattern":"deploy"}}
        """,
        WithPullRequest("""{"id":62,"source":{"branch":{"name":"feature/x"},"commit":{"hash":"aaa"}},"destination":{"branch":{"name":"main"}}}"""));

    [Fact]
    public async Task An_empty_repository_has_nothing_to_run()
    {
        using var api = new TestApi();
        api.Stub.On("GET", Root, Answer.Json("""{"uuid":"{1}","mainbranch":null}"""));
        RunTargetException e = await Assert.ThrowsAsync<RunTargetException>(
            () => new RunTarget().ResolveAsync(api.Client, TestApi.Repo, default));
        Assert.StartsWith("The repository team/app has no main branch: it is empty.", e.Message);
    }

    [Theory]
    [InlineData("""{"id":62,"source":{"branch":null,"commit":{"hash":"a"}},"destination":{"branch":{"name":"main"}}}""")]
    [InlineData("""{"id":62,"source":{"branch":{"name":"x"},"commit":null},"destination":{"branch":{"name":"main"}}}""")]
    [InlineData("""{"id":62,"source":null,"destination":null}""")]
    public async Task A_pull_request_whose_source_is_gone_cannot_be_run(string answer)
    {
        using var api = new TestApi();
        WithPullRequest(answer)(api);
        RunTargetException e = await Assert.ThrowsAsync<RunTargetException>(
            () => new RunTarget { PullRequest = 62 }.ResolveAsync(api.Client, TestApi.Repo, default));
        Assert.StartsWith("Pull request #62 has no source", e.Message);
    }

    [Fact]
    public async Task The_whole_body_holds_the_variables_and_no_null()
    {
        using var api = new TestApi();
        api.Stub.On("POST", Root + "/pipelines/", Failures.Run(201));
        var body = new TriggerRequest
        {
            Target = await new RunTarget { Branch = "main" }.ResolveAsync(api.Client, TestApi.Repo, default),
            Variables = [new RunVariable { Key = "A", Value = "1" }, new RunVariable { Key = "B", Value = "geheim ü \"", Secured = true }],
        };
        await api.Client.SendAsync(Api.Endpoints.Pipelines.Create(TestApi.Repo, body), default);
        Same(
            """
            {"target":{"type":"pipeline_ref_target","ref_type":"branch","ref_name":"main"},
             "variables":[{"key":"A","value":"1"},{"key":"B","value":"geheim ü \"","secured":true}]}
            """,
            api.Stub.Request.Body!);
    }

    private static Action<TestApi> WithCommit(string asked) =>
        api => api.Stub.On("GET", $"{Root}/commit/{asked}", Answer.Json($$"""{"type":"commit","hash":"{{Hash}}","message":"x"}"""));

    private static Action<TestApi> WithPullRequest(string answer) =>
        api => api.Stub.On("GET", Root + "/pullrequests/62", Answer.Json(answer));

    /// <summary>Resolves a target and compares it. Only the stubbed requests are sent, and all of them.</summary>
    private static async Task SendsAsync(RunTarget target, string expected, Action<TestApi>? server = null)
    {
        using var api = new TestApi();
        server?.Invoke(api);
        PipelineTarget resolved = await target.ResolveAsync(api.Client, TestApi.Repo, default);
        Same(expected, JsonSerializer.Serialize(resolved, WireContext.Default.PipelineTarget));
        api.Stub.Verify();
    }

    private static void Same(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"Expected {expected}\nActual {actual}");
}
