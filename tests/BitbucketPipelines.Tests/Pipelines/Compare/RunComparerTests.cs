using System.Text.Json;
using System.Text.Json.Nodes;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;

namespace BitbucketPipelines.Tests;

/// <summary>Compares two runs whose steps, logs and tests are known.</summary>
public sealed class RunComparerTests : IDisposable
{
    /// <summary>The runs themselves, which the caller reads: one by its number, the other in a list.</summary>
    private const int Before = 2;

    private readonly TestApi _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Needs_12_requests_and_two_logs_however_many_steps_fail()
    {
        string[] names = [.. Enumerable.Range(1, 10).Select(i => $"S{i}")];
        PipelineComparison found = await CompareAsync(
            [.. names.Select(n => $"{n} COMPLETED/FAILED")], [.. names.Select(n => $"{n} COMPLETED/SUCCESSFUL")]);

        Assert.Equal(RunComparer.MostRequests, Before + _api.Stub.Requests.Length);
        Assert.Equal(2, _api.Stub.To("GET", ".*/log").Length);
        Assert.Equal("S1", found.FailedStep);
        Assert.Equal(10, found.Steps.Count);
        Assert.Contains(found.Notes, n => n.StartsWith("Other steps failed, too", StringComparison.Ordinal));
        Assert.Contains(found.Notes, n => n.Contains("tests of step 'S10' of run #42 were not read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_tests_of_a_step_are_read_from_both_runs_before_those_of_the_next()
    {
        PipelineComparison found = await CompareAsync(
            ["A COMPLETED/FAILED", "B COMPLETED/FAILED", "C COMPLETED/FAILED"],
            ["A COMPLETED/SUCCESSFUL", "B COMPLETED/SUCCESSFUL", "C COMPLETED/SUCCESSFUL"]);

        Assert.Equal(["p.new-A", "p.new-B", "p.old-B"], found.NewFailedTests);
        Assert.Equal(["p.old-A"], found.StillFailedTests);
        Assert.Contains(found.Notes, n => n.Contains("tests of step 'B' of run #41 were not read", StringComparison.Ordinal)
            && n.EndsWith("count as new.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Runs_of_the_same_commit_leave_more_requests_for_tests()
    {
        PipelineComparison found = await CompareAsync(
            ["A COMPLETED/FAILED", "B COMPLETED/FAILED", "C COMPLETED/FAILED"],
            ["A COMPLETED/SUCCESSFUL", "B COMPLETED/SUCCESSFUL", "C COMPLETED/SUCCESSFUL"],
            isSameCommit: true);

        Assert.Equal(["p.new-A", "p.new-B", "p.new-C"], found.NewFailedTests);
        Assert.Equal(["p.old-A", "p.old-B", "p.old-C"], found.StillFailedTests);
        Assert.Equal(RunComparer.MostRequests, Before + _api.Stub.Requests.Length);
    }

    [Fact]
    public async Task Steps_of_one_name_are_paired_in_order_and_a_renamed_one_is_new()
    {
        PipelineComparison found = await CompareAsync(
            ["Test COMPLETED/SUCCESSFUL", "Test COMPLETED/FAILED", "Ship COMPLETED/NOT_RUN"],
            ["Test COMPLETED/SUCCESSFUL", "Test COMPLETED/SUCCESSFUL", "Deploy COMPLETED/SUCCESSFUL"]);

        Assert.Equal(["Equal", "Result", "Added", "Removed"], found.Steps.Select(s => s.Difference.ToString()));
        Assert.Equal("src/a.c:1:1: error: no member 'x'", found.Cause);
    }

    [Theory]
    [InlineData("log")]
    [InlineData("commits")]
    [InlineData("src/.*")]
    [InlineData("test_cases")]
    public async Task What_cannot_be_read_is_noted_and_the_rest_compared(string path)
    {
        _api.Stub.Always("GET", $".*/{path}", Answer.Error(403, "no"));
        PipelineComparison found = await CompareAsync(["A COMPLETED/FAILED"], ["A COMPLETED/SUCCESSFUL"]);

        Assert.Equal("A", found.FailedStep);
        Assert.Contains(found.Notes, n => n.Contains("could not be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_that_cannot_be_read_is_not_said_to_be_gone()
    {
        _api.Stub.Always("GET", ".*/log", Answer.Error(403, "no"));
        PipelineComparison found = await CompareAsync(["A COMPLETED/FAILED"], ["A COMPLETED/SUCCESSFUL"]);

        Assert.DoesNotContain(found.Notes, n => n.Contains("has no log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_log_of_a_renamed_step_is_compared_with_the_one_in_its_place()
    {
        PipelineComparison found = await CompareAsync(["Compile COMPLETED/FAILED"], ["Build COMPLETED/SUCCESSFUL"]);

        Assert.Equal(1, found.NewLogLineCount);
        Assert.Contains(found.Notes, n => n.Contains("compared with that of 'Build' in its place", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_log_has_no_cause()
    {
        _api.Stub.Always("GET", ".*/log", Answer.Text("", "text/plain"));
        PipelineComparison found = await CompareAsync(["A COMPLETED/FAILED"], ["A COMPLETED/SUCCESSFUL"]);

        Assert.Null(found.Cause);
        Assert.Empty(found.NewLogLines);
        Assert.Contains("The log of step 'A' is empty.", found.Notes);
    }

    private async Task<PipelineComparison> CompareAsync(string[] now, string[] before, bool isSameCommit = false)
    {
        Serve(42, now, "ok\nsrc/a.c:1:1: error: no member 'x'\n", "new", "old");
        Serve(41, before, "ok\nlinked\n", "old");
        _api.Stub.Always("GET", ".*/commits", Answer.Json("""{"values":[]}"""));
        _api.Stub.Always("GET", ".*/src/.*", Answer.Text("pipelines: {}\n", "text/plain"));
        var comparer = new RunComparer(_api.Client, TestApi.Repo);
        for (int i = 0; i < Before; i++)
        {
            comparer.Count();
        }

        PipelineComparison found = await comparer.CompareAsync(
            Run(42, "FAILED", 'b'), Run(41, "SUCCESSFUL", isSameCommit ? 'b' : 'a'), default);
        Assert.Equal(comparer.Requests, Before + _api.Stub.Requests.Length);
        return found;
    }

    private void Serve(int number, string[] steps, string log, params string[] failedTests)
    {
        string root = $"repositories/{TestApi.Repo}/pipelines/(?:{number}|{Uri.EscapeDataString(RunJson.Uuid(number))})/steps/";
        _api.Stub.Always("GET", root, Answer.Json(
            new JsonObject { ["size"] = steps.Length, ["values"] = new JsonArray([.. steps.Select(Step)]) }.ToJsonString()));
        _api.Stub.Always("GET", $"{root}[^/]*/log", Answer.Text(log, "text/plain"));
        _api.Stub.Always("GET", $"{root}.*/test_cases", Answer.By(r => Answer.Json(RunJson.Page(failedTests.Select(t => new JsonObject
        {
            ["name"] = $"{t}-{Uri.UnescapeDataString(r.Path).Split('{', '}')[^2].Split('.')[0]}",
            ["class_name"] = "C", ["package_name"] = "p", ["fully_qualified_name"] = "", ["status"] = "FAILED",
        })))));
    }

    private static JsonObject Step(string text, int index)
    {
        string[] parts = text.Split(' ');
        JsonObject step = RunJson.Step(parts[0], parts[1]);
        step["uuid"] = $"{{{parts[0]}.{index}}}";
        step["started_on"] = "2026-11-28T10:00:00Z";
        return step;
    }

    private static Pipeline Run(int number, string result, char commit)
    {
        JsonObject json = RunJson.Run(number, $"COMPLETED/{result}");
        json["target"] = new JsonObject
        {
            ["type"] = "pipeline_ref_target", ["ref_type"] = "branch", ["ref_name"] = "main",
            ["commit"] = new JsonObject { ["type"] = "commit", ["hash"] = new string(commit, 40) },
        };
        Pipeline run = json.Deserialize(WireContext.Default.Pipeline)!;
        run.SetLocation(TestApi.Repo, new Uri("https://bitbucket.org/"));
        return run;
    }
}
