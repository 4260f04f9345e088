using System.Text;

namespace BitbucketPipelines.HostTests;

/// <summary>Tests -Follow: which lines are shown, in which order, and each only once.</summary>
public sealed class FollowTests : HostTest
{
    [Fact]
    public void Nothing_is_shown_of_a_step_that_was_never_run()
    {
        Call call = Follow("fail");
        Assert.Contains("widgets #1 Unit tests: FAILED in 0:03", call.Said);
        Assert.DoesNotContain(call.Said, line => line.Contains("Deploy to production", StringComparison.Ordinal));
        Assert.Equal(["FAILED"], Of(call.Output, "Result"));
        Assert.Equal(["PipelineFailed"], Ids(call));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_line_is_lost_or_repeated_of_a_log_that_grows_in_the_midst_of_lines(bool range)
    {
        State.Configure(b => b with { LogRange = range });
        Script("grow",
            new StepScript { Name = "Grow", Duration = 600, GrowBytes = 700,
            Log = new LogScript(
                [.. Enumerable.Range(1, 600).Select(i => new EmulatedLogLine(Encoding.UTF8.GetBytes($"line {i} ünïcödé ✓\n"), i))]) });
        Call call = Follow("grow");
        Assert.Equal(
            Enumerable.Range(1, 600).Select(i => $"line {i} ünïcödé ✓"),
            call.Said.Where(l => l.StartsWith("line ", StringComparison.Ordinal)));
        Assert.InRange(Sent("GET", "/log").Count, 50, 400);
    }

    [Fact]
    public void Five_thousand_lines_come_each_once() =>
        Assert.Equal(5000, Follow("long-log").Said.Where(l => l.Contains(" of 5000", StringComparison.Ordinal)).Distinct().Count());

    [Fact]
    public void Steps_that_run_side_by_side_are_kept_apart()
    {
        string[] lines = [.. Follow("parallel").Said];
        Assert.Equal(
            new[] { "Build", "Unit tests", "Lint", "End-to-end", "Deploy to staging" }.Select(s => $"==> widgets #1 {s}"),
            lines.Where(l => l.StartsWith("==>", StringComparison.Ordinal)));
        int lint = Array.IndexOf(lines, "==> widgets #1 Lint");
        Assert.Equal(["+ run Lint", "Lint: ok", "widgets #1 Lint: SUCCESSFUL in 0:02"], lines[(lint + 1)..(lint + 4)]);
    }

    [Fact]
    public void Each_line_of_runs_that_are_followed_together_begins_with_run_and_step()
    {
        Call call = Shell.Run("(Invoke-BbPipeline -Custom deploy), (Invoke-BbPipeline -Custom nightly) | Wait-BbPipeline -Follow");
        Assert.Equal(
            2, call.Said.Count(l => l.StartsWith("Waiting for run #", StringComparison.Ordinal)
                && l.Contains("/pipelines/results/", StringComparison.Ordinal)));
        string[] lines = [.. call.Said.Where(l => !l.StartsWith("Waiting for run #", StringComparison.Ordinal))];
        Assert.All(lines, l => Assert.Matches("^widgets #[12] [^|:]+( [|] |: SUCCESSFUL in )", l));
        Assert.StartsWith(
            "widgets #1 Deploy to production | ", Assert.Single(lines, l => l.Contains("deploy.sh", StringComparison.Ordinal)));
        Assert.StartsWith("widgets #2 ", Assert.Single(lines, l => l.Contains("npm audit", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_run_that_has_ended_is_shown_too()
    {
        Add("custom:deploy", "SUCCESSFUL");
        IReadOnlyList<string> lines = Shell.Run("Wait-BbPipeline 1 -Follow").Said;
        Assert.Equal(14, lines.Count);
        Assert.StartsWith("Run #1 of acme/widgets has already ended: http", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_may_end_in_CR_LF_or_not_at_all()
    {
        Script("odd", new StepScript { Name = "Odd", Log = LogScript.FromText("one\r\ntwo\r\n\r\nthree") });
        Assert.Equal(["one", "two", "", "three"], Follow("odd").Said.Skip(2).Take(4));
    }

    [Fact]
    public void Colours_pass_and_nothing_else_that_a_terminal_could_obey()
    {
        Script("dirty", new StepScript
        {
            Name = "Build\x1b]0;owned\a",
            Log = LogScript.FromText("\x1b[31mred\x1b[0m\n\x1b[2Jcleared\n\x1b]0;title\atitled\n\x1b[5Aup\nbell\a\nback\bspace"),
        });
        IReadOnlyList<string> lines = Follow("dirty").Said;
        Assert.Equal("==> widgets #1 Build", lines[1]);
        Assert.Equal(["\x1b[31mred\x1b[0m", "cleared", "titled", "up", "bell", "backspace"], lines.Skip(2).Take(6));
    }

    [Fact]
    public void A_log_that_is_refused_is_one_warning()
    {
        State.AddFault(new Fault { Path = "/log$", Status = 403, Times = 0 });
        Script("one", new StepScript { Log = LogScript.FromLines("secret") });
        Call call = Follow("one");
        Assert.Contains("'Build'", Assert.Single(call.Warnings), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", call.Said);
        Assert.Matches("^widgets #1 Build: SUCCESSFUL in ", call.Said[^1]);
        Assert.Empty(call.Errors);
        Assert.Equal(["SUCCESSFUL"], Of(call.Output, "Result"));
    }

    [Fact]
    public void A_log_that_breaks_off_is_survived()
    {
        State.AddFault(new Fault { Path = "/log", TruncateAfterBytes = 20 });
        Assert.Equal(
            ["==> widgets #1 Build", "+ npm ci", "added 112 packages in 2s", "+ npm run build", "Built 14 modules", "Done in 1.42s"],
            Follow("deploy").Said.Skip(1).Take(6));
    }

    [Fact]
    public void The_storage_gets_no_credentials()
    {
        Follow("deploy");
        RecordedRequest[] stored = [.. State.Requests.Where(r => r.Port == "storage")];
        Assert.NotEmpty(stored);
        Assert.All(stored, r => Assert.Null(r.AuthorizationScheme));
    }

    [Fact]
    public void It_ends_at_a_manual_step_with_the_run_and_a_warning()
    {
        Call call = Follow("manual-gate");
        Assert.Contains("widgets #1 Build: SUCCESSFUL in 0:03", call.Said);
        Assert.Contains("'Deploy to production'", Assert.Single(call.Warnings), StringComparison.Ordinal);
        Assert.Equal(["PAUSED"], Of(call.Output, "Stage"));
    }

    [Fact]
    public void Lines_before_a_break_do_not_wait_for_those_behind_it()
    {
        int run = Add("custom:long-log", "SUCCESSFUL");
        State.AddFault(new Fault { Port = "storage", TruncateAfterBytes = 100_000 });
        State.AddFault(new Fault { Port = "storage", DelaySeconds = 5 });
        Clock.Auto = false;
        Call call = Shell.Begin($"Get-BbStepLog {run}");
        call.Until(() => call.Output.Count > 1000 && Clock.OpenDelays > 0, "those before the break have come");
        Assert.InRange(call.Output.Count, 1000, 4000);
        Clock.Auto = true;
        Clock.Advance(TimeSpan.FromSeconds(6));
        call.Wait();
        Assert.Equal(5000, call.Output.Select(o => o.ToString()).Distinct().Count());
    }

    [Fact]
    public void Lines_are_shown_on_the_host_and_are_no_output()
    {
        Call call = Follow("deploy");
        Assert.Single(call.Output);
        Assert.Contains("Switching traffic", Shell.Host.Screen, StringComparison.Ordinal);
    }

    private Call Follow(string custom) => Shell.Run($"Invoke-BbPipeline -Custom {custom} -Follow");
}
