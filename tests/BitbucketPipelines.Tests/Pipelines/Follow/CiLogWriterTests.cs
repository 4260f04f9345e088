using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Tests;

/// <summary>Tests what is written to the host while logs are followed, with the commands of each build system.</summary>
public class CiLogWriterTests
{
    private static string[] Written(object host, Action<CiLogWriter> write)
    {
        var lines = new List<string>();
        write(new CiLogWriter((CiHost)host, lines.Add));
        return [.. lines];
    }

    private static PipelineStep Step(string text, double? seconds = null)
    {
        PipelineStep step = RunJson.ReadStep(text);
        step.DurationInSeconds = seconds;
        return step;
    }

    [Theory]
    [InlineData(
        CiHost.None, "==> app #42 build|one|two|app #42 build: SUCCESSFUL in 1:05|==> app #42 test|three|app #42 test: FAILED in 1:02:03")]
    [InlineData(
        CiHost.AzureDevOps,
        "##[group]app #42 build|one|two|##[endgroup]|app #42 build: SUCCESSFUL in 1:05|##[group]app #42 test|three|##[endgroup]|"
            + "app #42 test: FAILED in 1:02:03")]
    [InlineData(
        CiHost.GitHubActions,
        "::group::app #42 build|one|two|::endgroup::|app #42 build: SUCCESSFUL in 1:05|::group::app #42 test|three|::endgroup::|"
            + "app #42 test: FAILED in 1:02:03")]
    [InlineData(
        CiHost.Bitbucket,
        "+ app #42 build|one|two|app #42 build: SUCCESSFUL in 1:05|+ app #42 test|three|app #42 test: FAILED in 1:02:03")]
    [InlineData(
        CiHost.Other, "==> app #42 build|one|two|app #42 build: SUCCESSFUL in 1:05|==> app #42 test|three|app #42 test: FAILED in 1:02:03")]
    public void Steps_have_a_header_and_groups_where_there_are_any(object host, string expected) => Assert.Equal(
        expected.Split('|'),
        Written(host, log =>
        {
            log.Line(Step("build IN_PROGRESS"), "one");
            log.Line(Step("build IN_PROGRESS"), "two");
            log.Ended(Step("build COMPLETED/SUCCESSFUL", 65));
            log.Line(Step("test IN_PROGRESS"), "three");
            log.Ended(Step("test COMPLETED/FAILED", 3723));
        }));

    [Theory]
    [InlineData(CiHost.None, "==> app #42 a|==> app #42 b|==> app #42 a")]
    [InlineData(CiHost.AzureDevOps, "##[group]app #42 a|##[endgroup]|##[group]app #42 b|##[endgroup]|##[group]app #42 a|##[endgroup]")]
    public void A_change_of_step_ends_the_group(object host, string expected)
    {
        string[] written = Written(host, log =>
        {
            log.Line(Step("a IN_PROGRESS"), "1");
            log.Line(Step("b IN_PROGRESS"), "2");
            log.Line(Step("a IN_PROGRESS"), "3");
            log.Close();
            log.Close();
        });
        Assert.Equal(expected.Split('|'), written.Where(l => l.Length > 1));
    }

    [Fact]
    public void A_step_that_wrote_nothing_has_a_header_too() =>
        Assert.Equal(["==> app #42 build", "app #42 build: ERROR"], Written(CiHost.None, log => log.Ended(Step("build COMPLETED/ERROR"))));

    [Theory]
    [InlineData(CiHost.AzureDevOps)]
    [InlineData(CiHost.GitHubActions)]
    public void A_step_that_wrote_nothing_has_no_group(object host) => Assert.Equal(
        ["app #42 build: ERROR"], Written((CiHost)host, log => log.Ended(Step("build COMPLETED/ERROR"))));

    [Theory]
    [InlineData(CiHost.None)]
    [InlineData(CiHost.GitHubActions)]
    public void Lines_of_several_runs_begin_with_run_and_step(object host)
    {
        var lines = new List<string>();
        var log = new CiLogWriter((CiHost)host, lines.Add, isMixed: true);
        log.Line(Step("a IN_PROGRESS"), "1");
        log.Line(Step("b IN_PROGRESS"), "::error::x");
        log.Line(Step("a IN_PROGRESS"), "3");
        log.Ended(Step("a COMPLETED/SUCCESSFUL", 65));
        log.Close();
        string second = (CiHost)host == CiHost.None ? "::error::x" : ": :error::x";
        Assert.Equal(["app #42 a | 1", $"app #42 b | {second}", "app #42 a | 3", "app #42 a: SUCCESSFUL in 1:05"], lines);
    }

    [Theory]
    [InlineData(CiHost.None, "##vso[x]", "::error::x")]
    [InlineData(CiHost.AzureDevOps, "## vso[x]", ": :error::x")]
    [InlineData(CiHost.GitHubActions, "## vso[x]", ": :error::x")]
    public void The_end_of_a_log_is_marked_and_holds_no_command(object host, string first, string second) => Assert.Equal(
        ["app #42 test: FAILED in 0:05. The end of its log:", $"  | {first}", $"  | {second}", "  | \u001b[31mred\u001b[0m"],
        Written(host, log => log.Tail(Step("test COMPLETED/FAILED", 5), ["##vso[x]", "::error::x", "\u001b[31mred"])));

    [Fact]
    public void A_log_without_lines_has_no_end() =>
        Assert.Empty(Written(CiHost.None, log => log.Tail(Step("test COMPLETED/FAILED", 5), [])));

    [Theory]
    [InlineData(CiHost.AzureDevOps, "##vso[task.logissue type=warning]It waits.")]
    [InlineData(CiHost.GitHubActions, "::warning title=Bitbucket Pipelines::It waits.")]
    [InlineData(CiHost.Bitbucket, "")]
    public void A_warning_is_an_annotation_where_there_are_any(object host, string expected) =>
        Assert.Equal(expected, string.Join("|", Written(host, log => log.Warning("It waits."))));

    [Theory]
    [InlineData(CiHost.AzureDevOps, "##vso[task.logissue type=error]Run #42 failed. 100%AZP25 sure")]
    [InlineData(CiHost.GitHubActions, "::error title=Bitbucket Pipelines::Run #42 failed. 100%25 sure")]
    public void A_failure_is_written_with_the_command_of_the_build_system(object host, string expected)
    {
        string[] written = Written(host, log =>
        {
            log.Line(Step("build IN_PROGRESS"), "x");
            log.Error("Run #42 failed.\r\n100% sure");
        });
        Assert.Equal(expected, written[^1]);
        // The group must end first, because the error would otherwise be hidden in the collapsed group.
        Assert.EndsWith(host is CiHost.AzureDevOps ? "##[endgroup]" : "::endgroup::", written[^2]);
    }

    [Theory]
    [InlineData(CiHost.None)]
    [InlineData(CiHost.Bitbucket)]
    [InlineData(CiHost.Other)]
    public void Elsewhere_a_failure_is_the_error_record_alone(object host) => Assert.Empty(Written(host, log => log.Error("No")));

    [Theory]
    [InlineData(CiHost.AzureDevOps, "##[group]", "##[endgroup]", "##vso[task.logissue type=error]")]
    [InlineData(CiHost.GitHubActions, "::group::", "::endgroup::", "::error title=Bitbucket Pipelines::")]
    public void Nothing_hostile_gets_through_anywhere(object host, params string[] own)
    {
        string[] hostile =
        [
            "##vso[task.setvariable variable=x]y", "##[error]x", "::add-mask::x", "  ::error::x", "a\r::error::x", "a\n##[x]",
                "\u001b[31m::stop-commands::x",
            "\u001b]0;x\u0007::error::x", "#\u001b[0m#vso[x]", "%0A::error::x", "]##vso[x]", "::endgroup::",
        ];
        foreach (string text in hostile)
        {
            string[] written = Written(host, log =>
            {
                PipelineStep step = Step("build COMPLETED/FAILED");
                step.Name = text;
                step.StateDetail!.Result!.Name = text;
                log.Line(step, text);
                log.Ended(step);
                log.Error(text);
            });
            foreach (string line in written)
            {
                // After a command of the module, the rest of the line contains no other command and no line break.
                string command = own.FirstOrDefault(o => line.StartsWith(o, StringComparison.Ordinal)) ?? "";
                string rest = line[command.Length..];
                LogSanitizerTests.IsHarmless(command.Length > 0 ? "x" + rest : rest, text);
                Assert.True(command.Length == 0 || !line.AsSpan().ContainsAny('\r', '\n'), line);
                Assert.DoesNotContain(host is CiHost.GitHubActions && command.Length > 0 ? "%0A" : "\u0001", rest);
            }

            Assert.All(own, o => Assert.Contains(written, l => l.StartsWith(o, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void A_run_named_by_its_uuid_is_shown_so()
    {
        PipelineStep step = Step("build IN_PROGRESS");
        step.Pipeline = "{abc}";
        Assert.Equal(["==> app {abc} build", "x"], Written(CiHost.None, log => log.Line(step, "x")));
    }

    [Theory]
    [InlineData(5, "0:05")]
    [InlineData(3600 + 62, "1:01:02")]
    [InlineData((25 * 3600) + 1, "25:00:01")]
    public void A_time_has_all_its_hours(int seconds, string expected) =>
        Assert.Equal(expected, CiLogWriter.Time(TimeSpan.FromSeconds(seconds)));
}
