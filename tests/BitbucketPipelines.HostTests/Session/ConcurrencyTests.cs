namespace BitbucketPipelines.HostTests;

/// <summary>Many calls in parallel and many in sequence.</summary>
public sealed class ConcurrencyTests : HostTest
{
    private const int Many = 32;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Many_runspaces_work_at_once(bool shared)
    {
        State.AddRuns("acme", "widgets", new RunHistory { Count = 120 });
        object session = Shell.Get("Get-BbSession")[0].BaseObject;
        Shell[] shells = [.. Enumerable.Range(0, Many).Select(_ => shared ? new Shell() : Connected("-Credential $credential"))];
        try
        {
            Call[] calls = [.. shells.Select((shell, i) => shell.With("session", shared ? session : null).With("i", i).Begin("""
                if ($session) { $PSDefaultParameterValues = @{ '*-Bb*:Session' = $session } }
                $run = Invoke-BbPipeline -Custom deploy -Variable @{ WHO = "$i" }
                @(Get-BbPipeline -First 120 | Where-Object BuildNumber -LE 120).Count -gt 0
                Set-BbVariable "MANY_$i" "$i"
                (Get-BbVariable "MANY_$i").Value
                """))];
            Finish(calls, i => ["True", $"{i}"]);
            // The clock moves only while all calls pause, so that the pause of one is not the timeout of another.
            Clock.Auto = false;
            calls = [.. shells.Select(shell => shell.Begin("($run | Wait-BbPipeline).Result"))];
            Until(
                () =>
                {
                    int open = calls.Count(c => !c.IsCompleted);
                    if (open > 0 && Clock.OpenDelays == open)
                    {
                        Clock.Advance(TimeSpan.FromSeconds(1));
                    }

                    return open == 0;
                },
                "all waits end");
            Finish(calls, _ => ["SUCCESSFUL"]);

            Assert.Equal(Many, Sent("POST", "/pipelines/").Count);
            Idle();
        }
        finally
        {
            Array.ForEach(shells, s => s.Dispose());
        }
    }

    private static void Finish(Call[] calls, Func<int, string[]> expected)
    {
        for (int i = 0; i < calls.Length; i++)
        {
            calls[i].Wait();
            Assert.Equal([], calls[i].Errors.Select(e => e.ToString()));
            Assert.Equal(expected(i), calls[i].Output.Select(o => o.ToString()));
        }
    }

    [Fact]
    public void A_token_that_has_ended_is_renewed_once_for_all()
    {
        using Shell oauth = Connected("-ClientCredential $credential", "client-secret-123", "client-id-123");
        Assert.Single(oauth.Get("Get-BbPipelineConfig"));
        object session = oauth.Get("Get-BbSession")[0].BaseObject;
        State.ExpireTokens();
        State.ClearRequests();
        Shell[] shells = [.. Enumerable.Range(0, 16).Select(_ => new Shell())];
        try
        {
            Call[] calls = [.. shells.Select(
                s => s.With("session", session).Begin("1..4 | ForEach-Object { $null = Get-BbPipelineConfig -Session $session }"))];
            foreach (Call call in calls)
            {
                call.Wait();
                Assert.Equal([], call.Errors.Select(e => e.ToString()));
            }
        }
        finally
        {
            Array.ForEach(shells, s => s.Dispose());
        }

        Assert.Single(Sent("POST", "access_token"));
        // Each request was rejected at most once. The server notes an answer after it was sent.
        Assert.InRange(State.Requests.Count(r => r.Status == 401), 1, 16);
        Until(() => State.Requests.Count(r => r.Status == 200 && r.Method == "GET") >= 64, "all answers are noted");
        Assert.Equal(64, State.Requests.Count(r => r.Status == 200 && r.Method == "GET"));
    }

    [Fact]
    public void A_token_is_renewed_before_it_ends()
    {
        using Shell oauth = Connected("-ClientCredential $credential", "client-secret-123", "client-id-123");
        Script("days", new StepScript { Duration = 2 * 86_400 });
        Assert.Equal(
            ["SUCCESSFUL"], Of(oauth.Get("Invoke-BbPipeline -Custom days | Wait-BbPipeline -TimeoutSec 0 -PollIntervalSec 600"), "Result"));
        Assert.DoesNotContain(State.Requests, r => r.Status == 401);
        Assert.InRange(Sent("POST", "access_token").Count, 22, 26);
    }

    [Fact]
    public void Calls_in_turn_use_one_connection_again()
    {
        Shell.Get("Get-BbPipelineConfig");
        int before = Connections();
        Shell.Get("1..300 | ForEach-Object { $null = Get-BbPipelineConfig; try { Get-BbPipeline 999 -ErrorAction Stop } catch { $null = "
            + "$_ } }");
        // The error about a run that does not exist reads the newest one.
        Assert.Equal(901, State.Requests.Count);
        Assert.InRange(Connections(), 1, before + 1);
    }

    [Fact]
    public void Stopped_calls_leave_no_connection_behind()
    {
        State.AddFault(new Fault { DelaySeconds = 60, Times = 0 });
        Clock.Auto = false;
        for (int i = 0; i < 20; i++)
        {
            Call call = Shell.Begin("Get-BbPipeline 1");
            call.Until(() => State.InFlight > 0, "it has asked");
            call.Stop();
            Idle();
        }

        Until(() => Connections() <= 1, "the connections are closed");
    }

    [Fact]
    public void The_limit_of_writes_at_once_is_kept()
    {
        foreach (int limit in (int[])[1, 3])
        {
            State.ClearRequests();
            Clock.Auto = false;
            State.AddFault(new Fault { Method = "POST", Times = 0, DelaySeconds = 5 });
            Call call =
                Shell.Begin($"1..6 | ForEach-Object {{ [pscustomobject]@{{ Name = \"N{limit}_$_\"; Value = $_ }} }} | Set-BbVariable "
                    + $"-ThrottleLimit {limit}");
            int most = 0;
            for (int sent = 0; sent < 6; sent += limit)
            {
                // All requests that may run in parallel have started before the clock moves on.
                call.Until(() => Sent("POST").Count == sent + limit && Clock.OpenDelays == limit, $"{limit} are under way");
                most = Math.Max(most, State.InFlight);
                Clock.Advance(TimeSpan.FromSeconds(6));
            }

            call.Wait();
            State.ClearFaults();
            Assert.Empty(call.Errors);
            Assert.Equal(limit, most);
        }
    }

    [Fact]
    public void Sixty_repositories_are_read_some_at_a_time_and_once_each()
    {
        for (int i = 0; i < 60; i++)
        {
            State.AddRepository("acme", $"bulk-{i:00}");
        }

        Clock.Auto = false;
        State.AddFault(new Fault { Method = "GET", Path = "known_hosts", Times = 0, DelaySeconds = 5 });
        Call call = Shell.With("line", string.Join(' ', File.ReadAllText(Key("ed25519.pub")).Split(' ').Take(2)))
            .Begin("0..59 | ForEach-Object { [pscustomobject]@{ Repository = 'bulk-{0:00}' -f $_ } } | Set-BbKnownHost new.example.com "
                + "$line -PassThru -ThrottleLimit 20");
        call.Until(() => State.InFlight == 20 && Clock.OpenDelays == 20, "twenty are read at a time");
        State.ClearFaults();
        Clock.Advance(TimeSpan.FromSeconds(6));
        call.Wait();
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"bulk-{i:00}"), Of(call.Output, "Repository"));
        Assert.Equal(["Create"], Of(call.Output, "Action").Distinct());
        Assert.Equal(60, Sent("GET", "known_hosts").Count);
    }

    [Fact]
    public void Results_come_in_the_order_of_the_input_though_one_takes_longest()
    {
        Clock.Auto = false;
        State.AddFault(new Fault { Method = "POST", DelaySeconds = 30 });
        Call call =
            Shell.Begin("1..9 | ForEach-Object { [pscustomobject]@{ Name = \"N$_\"; Value = $_ } } | Set-BbVariable -PassThru "
                + "-ThrottleLimit 4");
        call.Until(
            () => Clock.OpenDelays == 1 && State.Variables.Get(Widgets).Count(v => v.Key.StartsWith('N') && v.Key.Length == 2) == 8,
            "the others are written");
        // The first one to reach the server. No later row has been written yet.
        string[] written = [.. State.Variables.Get(Widgets).Select(v => v.Key)];
        int slow = Enumerable.Range(1, 9).Single(i => !written.Contains($"N{i}"));
        call.Until(() => call.Output.Count == slow - 1, "what comes before it is told");
        Clock.Advance(TimeSpan.FromSeconds(31));
        call.Wait();
        Assert.Equal(Enumerable.Range(1, 9).Select(i => $"N{i}"), Of(call.Output, "Name"));
    }
}
