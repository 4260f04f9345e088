using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BitbucketPipelines.Api;
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
    public void Needs_12_requests_and_two_logs_however_many_steps_fail()
    {
        string[] names = [.. Enumerable.Range(1, 10).Select(i => $"S{i}")];
        PipelineComparison found = Compare(
            [.. names.Select(n => $"{n} COMPLETED/FAILED")], [.. names.Select(n => $"{n} COMPLETED/SUCCESSFUL")]);

        Assert.Equal(RunComparer.MostRequests, Before + _api.Stub.Requests.Length);
        Assert.Equal(2, _api.Stub.To("GET", ".*/log").Length);
        Assert.Equal("S1", found.FailedStep);
        Assert.Equal(10, found.Steps.Count);
        Assert.Contains(found.Notes, n => n.StartsWith("Other steps failed, too", StringComparison.Ordinal));
        Assert.Contains(found.Notes, n => n.Contains("step 'S2' of run #41", StringComparison.Ordinal)
            && n.Contains("were not read", StringComparison.Ordinal));
    }

    [Fact]
    public void The_tests_of_a_step_are_read_from_both_runs_before_those_of_the_next()
    {
        PipelineComparison found = Compare(
            ["A COMPLETED/FAILED", "B COMPLETED/FAILED", "C COMPLETED/FAILED"],
            ["A COMPLETED/SUCCESSFUL", "B COMPLETED/SUCCESSFUL", "C COMPLETED/SUCCESSFUL"]);

        Assert.Equal(["p.new-A", "p.new-B", "p.old-B"], found.NewFailedTests);
        Assert.Equal(["p.old-A"], found.StillFailedTests);
        Assert.Contains(found.Notes, n => n.StartsWith("The tests of step 'B' of run #41", StringComparison.Ordinal)
            && n.EndsWith("count as new.", StringComparison.Ordinal));
    }

    [Fact]
    public void Runs_of_the_same_commit_leave_more_requests_for_tests()
    {
        PipelineComparison found = Compare(
            ["A COMPLETED/FAILED", "B COMPLETED/FAILED", "C COMPLETED/FAILED"],
            ["A COMPLETED/SUCCESSFUL", "B COMPLETED/SUCCESSFUL", "C COMPLETED/SUCCESSFUL"],
            isSameCommit: true);

        Assert.Equal(["p.new-A", "p.new-B", "p.new-C"], found.NewFailedTests);
        Assert.Equal(["p.old-A", "p.old-B", "p.old-C"], found.StillFailedTests);
        Assert.Equal(RunComparer.MostRequests, Before + _api.Stub.Requests.Length);
    }

    [Fact]
    public void Steps_of_one_name_are_paired_in_order_and_a_renamed_one_is_new()
    {
        PipelineComparison found = Compare(
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
    public void What_cannot_be_read_is_noted_and_the_rest_compared(string path)
    {
        _api.Stub.Always("GET", $".*/{path}", Answer.Error(403, "no"));
        PipelineComparison found = Compare(["A COMPLETED/FAILED"], ["A COMPLETED/SUCCESSFUL"]);

        Assert.Equal("A", found.FailedStep);
        Assert.Contains(found.Notes, n => n.Contains("could not be read", StringComparison.Ordinal));
    }

    [Fact]
    public void A_log_that_cannot_be_read_is_not_said_to_be_gone()
    {
        _api.Stub.Always("GET", ".*/log", Answer.Error(403, "no"));
        PipelineComparison found = Compare(["A COMPLETED/FAILED"], ["A COMPLETED/SUCCESSFUL"]);

        Assert.DoesNotContain(found.Notes, n => n.Contains("has no log", StringComparison.Ordinal));
    }

    [Fact]
    public void The_log_of_a_renamed_step_is_compared_with_the_one_in_its_place()
    {
        PipelineComparison found = Compare(["Compile COMPLETED/FAILED"], ["Build COMPLETED/SUCCESSFUL"]);

        Assert.Equal(1, found.NewLogLineCount);
        Assert.Contains(found.Notes, n => n.Contains("compared with that of 'Build' in its place", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(250, 100, 120)]
    [InlineData(250, 100, 249)]
    [InlineData(250, 100, 3)]
    [InlineData(48, 10, 2)]
    [InlineData(48, 10, 45)]
    [InlineData(900, 10, 850)]
    public void Pages_of_steps_count(int steps, int pageLength, int failing)
    {
        ServePages(42, steps, pageLength, failing);
        ServePages(41, steps, pageLength, -1);
        ServeOthers();
        PipelineComparison found = Read();

        bool isWhole = steps <= 3 * pageLength;
        // The failed step is looked for further on, as long as two logs can be read.
        Assert.Equal(failing < 7 * pageLength ? $"S{failing}" : null, found.FailedStep);
        Assert.Equal(isWhole, !found.Notes.Any(n => n.StartsWith("Only the first ", StringComparison.Ordinal)));
        Assert.DoesNotContain(found.Steps, s => s.Difference is "Added" or "Removed");
    }

    [Theory]
    [InlineData("steps/", 1)]
    [InlineData("log", 1)]
    [InlineData("log", 2)]
    [InlineData("test_cases", 2)]
    [InlineData("commits", 3)]
    [InlineData("src/.*", 3)]
    [InlineData(".*", 2)]
    public void Requests_that_are_sent_again_count(string path, int times)
    {
        for (int i = 0; i < times; i++)
        {
            _api.Stub.On("GET", $".*/{path}", Answer.Error(503, "busy"));
        }

        PipelineComparison found = Compare(
            ["A COMPLETED/FAILED", "B COMPLETED/FAILED", "C COMPLETED/FAILED"],
            ["A COMPLETED/SUCCESSFUL", "B COMPLETED/SUCCESSFUL", "C COMPLETED/SUCCESSFUL"]);

        Assert.Equal("src/a.c:1:1: error: no member 'x'", found.Cause);
        Assert.Contains(found.Notes, n => n.Contains("to keep the number of requests low", StringComparison.Ordinal)
            || n.Contains("the limit of 10 requests was reached", StringComparison.Ordinal));
    }

    [Fact]
    public void The_log_of_the_failed_step_is_read_although_the_other_one_fails_again_and_again()
    {
        _api.Stub.Always("GET", ".*/pipelines/41/.*/log", Answer.Error(503, "busy"));
        ServePages(42, 250, 100, 3);
        ServePages(41, 250, 100, -1);
        ServeOthers();
        PipelineComparison found = Read();

        Assert.Equal("src/a.c:1:1: error: no member 'x'", found.Cause);
        Assert.Contains(found.Notes, n => n.StartsWith("The log of step 'S3' of the other run could not", StringComparison.Ordinal));
    }

    [Fact]
    public void What_fails_again_and_again_leaves_a_note_and_no_further_request()
    {
        _api.Stub.Always("GET", ".*/(log|test_cases|commits|src/.*)", Answer.Error(503, "busy"));
        PipelineComparison found = Compare(["A COMPLETED/FAILED"], ["A COMPLETED/SUCCESSFUL"]);

        Assert.Equal(RunComparer.MostRequests, Before + _api.Stub.Requests.Length);
        Assert.Equal("A", found.FailedStep);
        Assert.Contains(found.Notes, n => n.StartsWith("The log of step 'A' could not be read", StringComparison.Ordinal));
        Assert.Contains(found.Notes, n => n.StartsWith("The commits between the runs were not read", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("STOPPED")]
    [InlineData("WEIRD")]
    public void The_step_that_failed_by_itself_is_looked_into_and_not_one_that_was_stopped_beside_it(string other)
    {
        PipelineComparison found = Compare(
            [$"A COMPLETED/{other}", "B COMPLETED/FAILED"], ["A COMPLETED/SUCCESSFUL", "B COMPLETED/SUCCESSFUL"]);

        Assert.Equal("B", found.FailedStep);
        Assert.Contains(found.Notes, n => n.Contains("'A'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_step_that_did_not_run_has_no_duration()
    {
        PipelineComparison found = Compare(
            ["A COMPLETED/FAILED", "B COMPLETED/NOT_RUN"], ["A COMPLETED/SUCCESSFUL", "B COMPLETED/SUCCESSFUL"]);

        Assert.Null(found.Steps[1].DurationSeconds);
        Assert.Equal(4, found.Steps[1].ReferenceDurationSeconds);
    }

    [Fact]
    public void An_empty_log_has_no_cause()
    {
        _api.Stub.Always("GET", ".*/log", Answer.Text("", "text/plain"));
        PipelineComparison found = Compare(["A COMPLETED/FAILED"], ["A COMPLETED/SUCCESSFUL"]);

        Assert.Null(found.Cause);
        Assert.Empty(found.NewLogLines);
        Assert.Contains("The log of step 'A' is empty.", found.Notes);
    }

    private PipelineComparison Compare(string[] now, string[] before, bool isSameCommit = false)
    {
        Serve(42, now, "ok\nsrc/a.c:1:1: error: no member 'x'\n", "new", "old");
        Serve(41, before, "ok\nlinked\n", "old");
        ServeOthers();
        return Read(isSameCommit);
    }

    private PipelineComparison Read(bool isSameCommit = false)
    {
        BitbucketClient client = _api.Client.Within(RunComparer.MostRequests - Before);
        PipelineComparison found = _api.Clock.Simulate(() => new RunComparer(client, TestApi.Repo).CompareAsync(
            Run(42, "FAILED", 'b'), Run(41, "SUCCESSFUL", isSameCommit ? 'b' : 'a'), default));
        Assert.InRange(Before + _api.Stub.Requests.Length, Before, RunComparer.MostRequests);
        Assert.InRange(_api.Stub.To("GET", ".*/log").Select(r => r.Path).Distinct().Count(), 0, 2);
        Assert.Equal(RunComparer.MostRequests - Before - _api.Stub.Requests.Length, client.RequestsLeft);
        return found;
    }

    private void ServeOthers()
    {
        _api.Stub.Always("GET", ".*/commits", Answer.Json("""{"values":[],"next":"https://api.bitbucket.org/2.0/x?page=2"}"""));
        _api.Stub.Always("GET", ".*/src/.*", Answer.Text("pipelines: {}\n", "text/plain"));
    }

    /// <summary>Serves a run whose steps come in pages of a length that the server decides on.</summary>
    private void ServePages(int number, int count, int pageLength, int failing)
    {
        string root = $"repositories/{TestApi.Repo}/pipelines/{number}/steps/";
        _api.Stub.Always("GET", root, Answer.By(r =>
        {
            int page = r.Query("page") is [{ } text] ? int.Parse(text, CultureInfo.InvariantCulture) : 1;
            return Answer.Json(new JsonObject
            {
                ["size"] = count, ["page"] = page, ["pagelen"] = pageLength,
                ["values"] = new JsonArray([.. Enumerable.Range(0, count).Skip((page - 1) * pageLength).Take(pageLength).Select(
                    i => Step($"S{i} COMPLETED/{(i == failing ? "FAILED" : i > failing && failing >= 0 ? "NOT_RUN" : "SUCCESSFUL")}", i))]),
            }.ToJsonString());
        }));
        _api.Stub.Always("GET", $"{root}[^/]*/log", Answer.Text(
            failing < 0 ? "ok\nlinked\n" : "ok\nsrc/a.c:1:1: error: no member 'x'\n", "text/plain"));
        _api.Stub.Always("GET", $"{root}.*/test_cases", Answer.Json("""{"values":[]}"""));
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
        step["duration_in_seconds"] = parts[1].EndsWith("NOT_RUN", StringComparison.Ordinal) ? 0 : 4;
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
