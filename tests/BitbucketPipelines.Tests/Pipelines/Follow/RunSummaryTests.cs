using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Output;

namespace BitbucketPipelines.Tests;

/// <summary>Tests the summary of a run in Markdown, and how build systems get it.</summary>
public sealed class RunSummaryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static RunOutcome Outcome(string state, params string[] steps)
    {
        Pipeline run = RunJson.ReadRun(state);
        run.SetLocation(TestApi.Repo, new Uri("https://bitbucket.org/"));
        run.DurationInSeconds = 65;
        PipelineStep[] read = RunJson.ReadSteps(steps);
        foreach (PipelineStep step in read)
        {
            step.DurationInSeconds = step.HasStarted ? 5 : 0;
        }

        return new RunOutcome(new WatchedRun(TestApi.Repo, "42"), RunExit.Completed, run, read);
    }

    [Fact]
    public void It_has_a_table_of_steps_the_failed_tests_and_the_address()
    {
        RunOutcome outcome = Outcome("COMPLETED/FAILED", "build COMPLETED/SUCCESSFUL", "test COMPLETED/FAILED", "deploy COMPLETED/NOT_RUN");
        outcome.Steps[1].Url = "https://bitbucket.org/step";
        var tests = new FailedTests(3, 120, [new TestCase { Name = "a" }, new TestCase { Name = "b" }]);
        Assert.Equal(
            """

            ### Run #42 of team/app: FAILED in 1:05

            [Open the run in Bitbucket](https://bitbucket.org/team/app/pipelines/results/42)

            | Step | Result | Duration |
            | --- | --- | --- |
            | build | SUCCESSFUL | 0:05 |
            | test | FAILED | 0:05 |
            | deploy | NOT_RUN |  |

            [Open step test](https://bitbucket.org/step): 3 of 120 tests failed

            | Failed test |
            | --- |
            | a |
            | b |

            and 1 more


            """.ReplaceLineEndings("\n"),
            RunSummary.Markdown(outcome, [new FailedStep(outcome.Steps[1], [], tests)], null));
    }

    [Fact]
    public void A_run_that_was_never_read_has_its_name_and_the_problem() => Assert.Equal(
        "\n### Run 7 of team/app: unknown\n\nIt is not there.\n\n",
        RunSummary.Markdown(new RunOutcome(new WatchedRun(TestApi.Repo, "7"), RunExit.Unreadable, null, []), [], "It is not there."));

    [Theory]
    [InlineData("|")]
    [InlineData("a | b")]
    [InlineData("\\|")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("`code` ``` x")]
    [InlineData("[link](https://evil.example/)")]
    [InlineData("![image](https://evil.example/x.png)")]
    [InlineData("https://evil.example www.evil.example")]
    [InlineData("**bold** __bold__ ~~gone~~ *x* _x_")]
    [InlineData("a\n\n# heading\r| x | y |")]
    [InlineData("&lt;b&gt; &#124;")]
    [InlineData("@everyone $x^2$")]
    [InlineData("\u001b]0;x\u0007\u202e<img src=x>")]
    [InlineData("<!-- -->")]
    public void Names_from_outside_are_text_and_break_no_table(string name)
    {
        RunOutcome outcome = Outcome("COMPLETED/FAILED", "build COMPLETED/FAILED");
        outcome.Steps[0].Name = name;
        outcome.Steps[0].StateDetail!.Result!.Name = name;
        outcome.Run!.Target = new PipelineTarget { Type = "pipeline_ref_target", RefName = name, Selector = PipelineSelector.Custom(name) };
        var tests = new FailedTests(1, 1, [new TestCase { Name = name }]);
        string[] lines = RunSummary.Markdown(outcome, [new FailedStep(outcome.Steps[0], [], tests)], name).Split('\n');
        Assert.Equal(3, lines.Count(l => l.Count(c => c == '|') == 4));
        Assert.Equal(3, lines.Count(l => l.Count(c => c == '|') == 2));
        Assert.Equal(6, lines.Count(l => l.Contains('|')));
        Assert.Equal(1, lines.Count(l => l.StartsWith('#')));
        // Only the links of the module remain active, and underscores within words.
        string rest = string.Join("\n", lines)
            .Replace("[Open the run in Bitbucket](https://bitbucket.org/team/app/pipelines/results/42)", "")
            .Replace("(https://bitbucket.org/team/app/pipelines/results/42/steps/%7Bbuild%7D)", "")
            .Replace("[Open step ", "").Replace("]:", ":");
        Assert.DoesNotMatch(@"[<>`*\[\]\\~!@$\u001b\u202e]|://|www\.|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?!#\d+;)", rest);
    }

    [Fact]
    public void Escaped_text_reads_as_it_was_written()
    {
        const string Text = "a|b <i> `c` [d](https://x) __e__ f_g & www.h \\ 100% #1 end-to-end (x)";
        Assert.Equal(Text, System.Net.WebUtility.HtmlDecode(RunSummary.Escape(Text)));
        const string Usual = "Deploy to production, end-to-end: Test_adds.x (1)";
        Assert.Equal(Usual, RunSummary.Escape(Usual));
    }

    [Fact]
    public void A_summary_has_a_maximum_size()
    {
        RunOutcome outcome = Outcome("COMPLETED/SUCCESSFUL", [.. Enumerable.Range(0, 150).Select(i => $"s{i} COMPLETED/SUCCESSFUL")]);
        outcome.Steps[0].Name = new string('x', 5000);
        string text = RunSummary.Markdown(outcome, [], null);
        Assert.Contains("\nand 50 more\n", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 1000, 10_000);
    }

    [Fact]
    public void GitHub_gets_each_section_at_the_end_of_its_file()
    {
        string path = Path.Combine(_folder.Path, "summary.md");
        File.WriteAllText(path, "before");
        JobSummary summary = Summary(CiHost.GitHubActions, out List<string> written, ("GITHUB_STEP_SUMMARY", path));
        Assert.True(summary.IsShown);
        summary.Add("one");
        Assert.Equal("beforeone", File.ReadAllText(path));
        summary.Add("two");
        summary.Close();
        Assert.Equal("beforeonetwo", File.ReadAllText(path));
        Assert.Empty(written);
    }

    [Fact]
    public void Azure_gets_one_file_in_the_folder_of_the_agent()
    {
        JobSummary summary = Summary(CiHost.AzureDevOps, out List<string> written, ("AGENT_TEMPDIRECTORY", _folder.Path));
        summary.Add("one");
        summary.Add("two");
        Assert.Empty(written);
        summary.Close();
        summary.Close();
        string path = Assert.Single(written)["##vso[task.uploadsummary]".Length..];
        Assert.StartsWith("##vso[task.uploadsummary]" + _folder.Path, written[0]);
        Assert.Equal("onetwo", File.ReadAllText(path));
    }

    [Fact]
    public void Azure_gets_it_in_the_folder_of_the_system_otherwise()
    {
        JobSummary summary = Summary(
            CiHost.AzureDevOps, out List<string> written, ("AGENT_TEMPDIRECTORY", Path.Combine(_folder.Path, "none")));
        summary.Add("one");
        summary.Close();
        string path = Assert.Single(written)["##vso[task.uploadsummary]".Length..];
        Assert.StartsWith(Path.GetTempPath(), path);
        File.Delete(path);
    }

    [Theory]
    [InlineData(CiHost.None)]
    [InlineData(CiHost.Bitbucket)]
    [InlineData(CiHost.Other)]
    [InlineData(CiHost.GitHubActions)]
    public void Elsewhere_there_is_none(object host)
    {
        JobSummary summary = Summary((CiHost)host, out List<string> written);
        Assert.False(summary.IsShown);
        summary.Add("one");
        summary.Close();
        Assert.Empty(written);
    }

    private static JobSummary Summary(CiHost host, out List<string> written, params (string Name, string Value)[] variables)
    {
        written = [];
        return new JobSummary(
            host, new CiLogWriter(host, written.Add), name => variables.FirstOrDefault(v => v.Name == name).Value);
    }
}
