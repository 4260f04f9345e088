using System.Management.Automation;

namespace BitbucketPipelines.HostTests;

/// <summary>Tests waiting for runs: when they are polled, when the wait ends, and which failures it tolerates.</summary>
public sealed class WaitTests : HostTest
{
    [Fact]
    public void It_looks_often_at_first_and_then_more_and_more_calmly()
    {
        Script("slow", new StepScript { Duration = 3600 });
        Call call = Shell.Run("Invoke-BbPipeline -Custom slow | Wait-BbPipeline");
        Assert.Equal(["SUCCESSFUL"], Of(call.Output, "Result"));
        double[] at = [.. Looks.Where(r => r.Method == "GET").Select(r => r.AtSeconds)];
        Assert.InRange(at.Count(s => s < 120), 12, 24);
        Assert.InRange(at.Count(s => s < 600), 50, 80);
        Assert.InRange(at.Length, 150, 260);
        Assert.InRange(at[^1], 3600, 3640);
    }

    [Fact]
    public void A_time_limit_gives_the_run_then_an_error_and_lets_the_run_go_on()
    {
        Endless();
        Call call = Shell.Run("Invoke-BbPipeline -Custom endless | Wait-BbPipeline -TimeoutSec 90");
        Assert.Equal(["IN_PROGRESS"], Of(call.Output, "State"));
        Assert.Equal(["PipelineTimeout"], Ids(call));
        ErrorRecord error = call.Errors[0];
        Assert.Equal(ErrorCategory.OperationTimeout, error.CategoryInfo.Category);
        Assert.Matches(@"(?s)#1.*did not end within 90 seconds.*IN_PROGRESS \(RUNNING\)", error.ToString());
        Assert.Matches("(?s)continues.*Wait-BbPipeline 1 .*Stop-BbPipeline 1 ", error.ErrorDetails.RecommendedAction);
        Assert.InRange(Clock.Elapsed.TotalSeconds, 89, 92);
        Assert.Null(State.GetRun("acme", "widgets", 1).Result);
    }

    [Fact]
    public void A_time_limit_that_stops_says_so()
    {
        Endless();
        Call call = Shell.Run("Invoke-BbPipeline -Custom endless | Wait-BbPipeline -TimeoutSec 30 -StopOnTimeout");
        Assert.Equal(["STOPPED"], Of(call.Output, "Result"));
        Assert.Equal(["PipelineTimeout"], Ids(call));
        Assert.Contains("it was IN_PROGRESS (RUNNING). It was stopped.", call.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Single(Sent("POST", "stopPipeline"));
    }

    [Fact]
    public void A_time_limit_says_so_when_the_run_cannot_be_stopped()
    {
        Endless();
        Add("custom:endless");
        using Shell reader = Connected("-Credential $credential", "read-token", "readonly@example.com");
        Call call = reader.Run("Wait-BbPipeline 1 -TimeoutSec 30 -StopOnTimeout");
        Assert.Equal(["PipelineTimeout"], Ids(call));
        Assert.Matches("(?s)could not be stopped.*privilege scopes", call.Errors[0].ToString());
    }

    [Fact]
    public void A_time_limit_ends_it_though_the_server_does_not_answer()
    {
        Endless();
        Add("custom:endless");
        State.AddFault(new Fault { Method = "GET", Times = 0, DelaySeconds = 3600 });
        Call call = Shell.Run("Wait-BbPipeline 1 -TimeoutSec 60");
        Assert.Equal(["PipelineTimeout"], Ids(call));
        Idle();
    }

    [Fact]
    public void A_time_limit_ends_it_though_the_server_is_out_of_order()
    {
        Endless();
        Add("custom:endless");
        State.AddFault(new Fault { Method = "GET", Times = 0, Status = 503 });
        Call call = Shell.Run("Wait-BbPipeline 1 -TimeoutSec 60");
        Assert.Equal(["PipelineTimeout"], Ids(call));
        Assert.InRange(Clock.Elapsed.TotalSeconds, 58, 64);
    }

    [Fact]
    public void A_time_limit_gives_what_has_ended_and_an_error_for_each_that_has_not()
    {
        Endless();
        Call call =
            Shell.Run("(Invoke-BbPipeline -Custom endless), (Invoke-BbPipeline -Custom deploy), (Invoke-BbPipeline -Custom endless) | "
                + "Wait-BbPipeline -TimeoutSec 60");
        Assert.Equal("2",
            Assert.Single(
                call.Output, o => (string?)o.Properties["Result"].Value == "SUCCESSFUL").Properties["BuildNumber"].Value.ToString());
        Assert.Equal(["PipelineTimeout", "PipelineTimeout"], Ids(call));
        Assert.Equal(["1", "3"], Of(call.Errors.Select(e => PSObject.AsPSObject(e.TargetObject)), "BuildNumber").Order());
    }

    [Theory]
    [InlineData("", 7200)]
    [InlineData("-TimeoutSec 20000 -PollIntervalSec 100", 20_000)]
    public void The_limit_is_two_hours_unless_told_otherwise(string parameters, double seconds)
    {
        Endless();
        Add("custom:endless");
        Assert.Equal(["PipelineTimeout"], Ids(Shell.Run($"Wait-BbPipeline 1 {parameters}")));
        Assert.InRange(Clock.Elapsed.TotalSeconds, seconds - 1, seconds + 2);
    }

    [Fact]
    public void Without_a_limit_it_waits_for_days()
    {
        Script("days", new StepScript { Duration = 3 * 86_400 });
        Assert.Equal(
            ["SUCCESSFUL"],
            Of(Shell.Get("Invoke-BbPipeline -Custom days | Wait-BbPipeline -TimeoutSec 0 -PollIntervalSec 3600"), "Result"));
        Assert.InRange(Clock.Elapsed.TotalDays, 3, 3.2);
    }

    [Fact]
    public void It_waits_for_a_person_who_starts_a_step()
    {
        Add("custom:manual-gate", age: 60);
        Clock.Auto = false;
        Call call = Shell.Begin("Wait-BbPipeline 1 -OnPause Wait");
        for (int i = 0; i < 20; i++)
        {
            call.Until(() => Clock.OpenDelays > 0, "it pauses");
            Clock.Advance(TimeSpan.FromSeconds(25));
        }

        Assert.False(call.IsCompleted);
        Assert.Matches("^Waiting for run #1 of acme/widgets: http.*/results/1$", call.Said[0]);
        Assert.Matches(
            "^Run #1 of acme/widgets waits for a person to start the manual step 'Deploy to production'[.] http.*/results/1$",
            Assert.Single(call.Said.Skip(1)));
        State.StartManualStep("acme", "widgets", 1);
        Clock.Auto = true;
        Clock.Advance(TimeSpan.FromSeconds(25));
        call.Wait();
        Assert.Equal(["SUCCESSFUL"], Of(call.Output, "Result"));
        Assert.Empty(call.Errors);
    }

    [Fact]
    public void Up_to_twenty_runs_have_a_line_with_the_address_each_and_more_of_one_repository_share_one()
    {
        State.AddRuns("acme", "widgets", new RunHistory { Count = 21 });
        Assert.Matches(
            @"^Waiting for 21 runs of acme/widgets \(#1, #2, #3, #4, #5 and 16 more\): http.*/acme/widgets/pipelines$",
            Assert.Single(Shell.Run("1..21 | Wait-BbPipeline").Said));
        IReadOnlyList<string> each = Shell.Run("1..20 | Wait-BbPipeline").Said;
        Assert.Equal(20, each.Distinct().Count());
        Assert.All(each, line => Assert.Matches("^Run #[0-9]+ of acme/widgets has already ended: http.*/pipelines/results/[0-9]+$", line));
        State.AddRuns("acme", "gadgets", new RunHistory { Count = 2 });
        Assert.Collection(
            Shell.Run("(1..20 | Get-BbPipeline) + (Get-BbPipeline 1 -Repository gadgets) | Wait-BbPipeline").Said,
            line => Assert.Matches(
                @"^Waiting for 20 runs of acme/widgets \(#1, #2, #3, #4, #5 and 15 more\): http.*/acme/widgets/pipelines$", line),
            line => Assert.Matches("^Waiting for run #1 of acme/gadgets: http.*/acme/gadgets/pipelines/results/1$", line));
    }

    [Fact]
    public void Runs_of_many_repositories_begin_with_an_address_each_and_very_many_with_a_line_about_the_others()
    {
        string[] names = [.. Enumerable.Range(1, 24).Select(n => $"many-{n}")];
        foreach (string name in names)
        {
            State.AddRepository("acme", name, "main");
            State.AddRuns("acme", name, new RunHistory { Count = 1 });
        }

        IReadOnlyList<string> few = Wait(names.Take(12));
        Assert.Equal(12, few.Count);
        Assert.All(names.Take(12), name => Assert.Single(
            few, line => line.EndsWith($"/acme/{name}/pipelines/results/1", StringComparison.Ordinal)));
        IReadOnlyList<string> many = Wait(names);
        Assert.Equal(21, many.Count);
        Assert.Matches("^Waiting for run #1 of acme/many-20: http.*/acme/many-20/pipelines/results/1$", many[19]);
        Assert.Equal(
            "Waiting for 4 more runs in 4 repositories: acme/many-21#1, acme/many-22#1, acme/many-23#1, acme/many-24#1", many[20]);

        IReadOnlyList<string> Wait(IEnumerable<string> repositories)
        {
            string list = string.Join(", ", repositories.Select(n => $"'{n}'"));
            return Shell.Run($"{list} | ForEach-Object {{ Get-BbPipeline 1 -Repository $_ }} | Wait-BbPipeline").Said;
        }
    }

    [Theory]
    [InlineData("$ProgressPreference = 'SilentlyContinue'; Wait-BbPipeline 1")]
    [InlineData("Wait-BbPipeline 1 -ProgressAction SilentlyContinue")]
    [InlineData("Wait-BbPipeline 1 -CiFormat GitHub")]
    public void Without_a_progress_bar_nothing_is_read_for_it(string script)
    {
        Script("slow", new StepScript { Duration = 60 });
        Add("custom:slow");
        Call call = Shell.Run(script);
        Assert.Equal(["SUCCESSFUL"], Of(call.Output, "Result"));
        Assert.Empty(call.Progress);
        Assert.Empty(Sent("GET", "status=PASSED"));
        Assert.InRange(Sent("GET", "/steps").Count, 1, 6);
        Assert.Single(call.Said);
    }

    [Fact]
    public void A_run_tells_the_custom_pipeline_before_Bitbucket_has_read_the_file()
    {
        Assert.Equal(["deploy"], Of(Shell.Get("Invoke-BbPipeline -Custom deploy"), "Custom"));
        Assert.Equal([null], Of(Shell.Get("Invoke-BbPipeline"), "Custom"));
    }

    [Fact]
    public void A_pause_that_only_the_steps_tell_is_seen()
    {
        State.SetScript("acme", "widgets", "custom:lag",
            new RunScript { StageLags = true, Steps = [new StepScript(), new StepScript { Name = "Ship it", Manual = true }] });
        Call call = Shell.Run("Invoke-BbPipeline -Custom lag | Wait-BbPipeline -TimeoutSec 300");
        Assert.Contains("'Ship it'", Assert.Single(call.Warnings), StringComparison.Ordinal);
        Assert.Empty(call.Errors);
    }

    [Fact]
    public void A_lock_of_another_deployment_is_no_pause()
    {
        Script("locked", new StepScript(), new StepScript { Name = "Deploy", Locked = 200 });
        Assert.Equal(["SUCCESSFUL"], Of(Shell.Get("Invoke-BbPipeline -Custom locked | Wait-BbPipeline -OnPause Error"), "Result"));
    }

    [Fact]
    public void Runs_of_a_repository_share_lists()
    {
        Script("slow", new StepScript { Duration = 60 });
        for (int i = 0; i < 25; i++)
        {
            Add("custom:slow");
        }

        Assert.Equal(25, Shell.Get("1..25 | Wait-BbPipeline -PollIntervalSec 5").Count);
        Assert.InRange(Looks.Count(r => !r.PathAndQuery.Contains('?', StringComparison.Ordinal)), 0, 2);
        Assert.InRange(Looks.Count, 10, 25);
        Assert.Matches("sort=-created_on.*pagelen=100", Looks[0].PathAndQuery);
    }

    [Fact]
    public void Each_of_many_is_written_as_it_ends()
    {
        Script("slow", new StepScript { Duration = 300 });
        Add("custom:slow");
        State.AddRuns("acme", "gadgets", new RunHistory { Result = null });
        Add("custom:deploy");
        Call call =
            Shell.Run("[pscustomobject]@{ Pipeline = 1 }, [pscustomobject]@{ Pipeline = 1; Repository = 'gadgets' }, [pscustomobject]@{ "
                + "Pipeline = 2 } | Wait-BbPipeline");
        Assert.Equal("1", call.Output[^1].Properties["BuildNumber"].Value.ToString());
        Assert.Equal("widgets", call.Output[^1].Properties["Repository"].Value);
        Assert.Equal(["SUCCESSFUL"], Of(call.Output, "Result").Distinct());
    }

    [Fact]
    public void It_ends_early_when_nothing_downstream_wants_more()
    {
        Endless();
        Add("custom:endless");
        Add("custom:deploy");
        Assert.Equal(["deploy"], Of(Shell.Get("1, 2 | Wait-BbPipeline | Select-Object -First 1"), "Custom"));
        Idle();
        int sent = State.Requests.Count;
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(sent, State.Requests.Count);
    }

    public static TheoryData<string, Fault> Troubles => new()
    {
        { "a broken connection", new Fault { Reset = true } },
        { "an answer that is cut off", new Fault { TruncateAfterBytes = 50 } },
        { "three 500s", new Fault { Status = 500, Body = "oops", Times = 3 } },
        { "an outage of some minutes", new Fault { Status = 503, Times = 12 } },
        { "a rate limit", new Fault { Status = 429, Times = 2, Headers = new Dictionary<string, string> { ["Retry-After"] = "120" } } },
        { "an answer that does not come", new Fault { DelaySeconds = 600 } },
        { "a body that stalls", new Fault { StallAfterBytes = 20 } },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public void It_survives(string what, Fault fault)
    {
        Assert.NotEmpty(what);
        Add("custom:deploy");
        State.AddFault(fault with { Method = "GET", Path = "/pipelines/" });
        Clock.Auto = fault.StallAfterBytes is null;
        Call call = Shell.Begin("Wait-BbPipeline 1");
        if (!Clock.Auto)
        {
            call.Until(
                () =>
                {
                    if (State.InFlight > 0)
                    {
                        Clock.Advance(TimeSpan.FromSeconds(10));
                    }

                    return Clock.OpenDelays > 0 || call.IsCompleted;
                },
                "the body that stalls is given up");
            Clock.Auto = true;
        }

        call.Wait();
        Assert.Equal(["SUCCESSFUL"], Of(call.Output, "Result"));
        Assert.Empty(call.Errors);
    }

    [Fact]
    public void It_says_in_verbose_what_it_survived()
    {
        Add("custom:deploy");
        State.AddFault(new Fault { Method = "GET", Path = "/pipelines/", Status = 500 });
        Call call = Shell.Run("Wait-BbPipeline 1 -Verbose");
        Assert.Contains(
            call.Streams.Verbose,
            v => v.Message.Contains("500 InternalServerError", StringComparison.Ordinal)
            && v.Message.Contains("The wait continues.", StringComparison.Ordinal));
    }

    [Fact]
    public void It_does_not_go_on_when_the_credentials_are_refused()
    {
        Add("custom:deploy");
        State.AddFault(new Fault { Method = "GET", Status = 401, Times = 0 });
        Call call = Shell.Run("Wait-BbPipeline 1");
        Assert.Empty(call.Output);
        Assert.Equal(["InvalidCredentials"], Ids(call));
    }

    [Fact]
    public void It_asks_less_often_when_the_rate_limit_is_near()
    {
        Endless();
        Add("custom:endless");
        Shell.Run("Wait-BbPipeline 1 -PollIntervalSec 2 -TimeoutSec 60");
        int usual = Looks.Count;
        State.Configure(b => b with { RateLimitNear = RateLimitNear.All });
        State.ClearRequests();
        Shell.Run("Wait-BbPipeline 1 -PollIntervalSec 2 -TimeoutSec 60");
        Assert.InRange(usual, 25, 35);
        Assert.InRange(Looks.Count, 3, 7);
    }

    [Fact]
    public void A_stop_that_takes_a_while_is_waited_for()
    {
        State.SetScript("acme", "widgets", "custom:slow-stop",
            new RunScript { StopDelay = 8, Steps = [new StepScript { Duration = 1e6 }] });
        Add("custom:slow-stop", age: 100);
        Assert.Equal(["STOPPED"], Of(Shell.Get("Stop-BbPipeline 1 -PassThru"), "Result"));
        Assert.InRange(Clock.Elapsed.TotalSeconds, 7, 11);
    }

    [Fact]
    public void A_stop_without_effect_is_told_after_some_seconds()
    {
        State.SetScript("acme", "widgets", "custom:stubborn",
            new RunScript { StopDelay = 1e6, Steps = [new StepScript { Duration = 1e7 }] });
        Add("custom:stubborn", age: 100);
        Call call = Shell.Run("Stop-BbPipeline 1");
        Assert.Matches("#1.*asked to stop", Assert.Single(call.Warnings));
        Assert.Empty(call.Errors);
        Assert.InRange(Clock.Elapsed.TotalSeconds, 10, 30);
        Assert.Single(Sent("POST", "stopPipeline"));
    }

    [Fact]
    public void A_stop_whose_effect_cannot_be_read_says_that_it_was_asked_for()
    {
        Endless();
        Add("custom:endless");
        State.AddFault(new Fault { Method = "GET", Path = "/pipelines/1$", Status = 500, Times = 0 });
        Call call = Shell.Run("Stop-BbPipeline 1");
        Assert.Empty(call.Errors);
        Assert.Matches("#1.*asked to stop", Assert.Single(call.Warnings));
    }

    [Fact]
    public void A_paused_run_is_not_called_stopped()
    {
        Add("custom:manual-gate", "PAUSED");
        Call call = Shell.Run("Stop-BbPipeline 1 -PassThru");
        Assert.Equal(["PAUSED"], Of(call.Output, "Stage"));
        Assert.Equal(["StopIgnored"], Ids(call));
        Assert.EndsWith("/acme/widgets/pipelines/results/1", call.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidResult, call.Errors[0].CategoryInfo.Category);
        Assert.Single(Sent("POST", "stopPipeline"));
        Assert.Null(State.GetRun("acme", "widgets", 1).Result);
    }
}
