using System.Diagnostics;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;

namespace BitbucketPipelines.HostTests;

/// <summary>
/// Ctrl+C, which is Stop() to the engine, at each point where a cmdlet can be. Time stands still, so what does not end by the stop does
/// not end at all.
/// </summary>
public sealed class StopTests : HostTest
{
    private const string Uuid = "{d1e2f3a4-0009-4a5b-8c6d-7e8f90a1b2c3}";

    /// <summary>All requests are refused for an hour.</summary>
    private static readonly Fault s_usedUp = new()
    {
        Status = 429,
        Times = 0,
        Headers = new Dictionary<string, string> { ["Retry-After"] = "3592" },
    };

    /// <summary>Where nobody waits for an answer of Bitbucket, and Connect-BbWorkspace, which needs a shell with its own clock.</summary>
    private static readonly string[] s_local = ["Connect-BbWorkspace", "Disconnect-BbWorkspace", "Get-BbSession", "Get-BbHostKey"];

    /// <summary>Each other cmdlet; the first request of each gets no answer.</summary>
    public static TheoryData<string> Cmdlets => new(
        "Compare-BbPipeline 1",
        "Compare-BbRepositorySetting -ToRepository gadgets",
        "Compare-BbVariable -ToRepository gadgets",
        "Copy-BbKnownHost -ToRepository gadgets",
        "Copy-BbRepositorySetting -ToRepository gadgets",
        "Copy-BbVariable -ToRepository gadgets",
        "Export-BbKnownHost $folder/known_hosts",
        "Export-BbRepositorySetting $folder/a.json",
        "Export-BbVariable $folder/a.env",
        "Find-BbVariable A",
        "Get-BbCache",
        "Get-BbCommitStatus -Commit trunk",
        "Get-BbCustomPipeline",
        "Get-BbDeployment",
        "Get-BbEnvironment",
        "Get-BbKnownHost",
        "Get-BbOidcConfiguration",
        "Get-BbOidcKey",
        "Get-BbPipeline",
        "Get-BbPipelineConfig",
        "Get-BbRepository",
        "Get-BbRunner",
        "Get-BbSchedule",
        $"Get-BbScheduleExecution '{Uuid}'",
        "Get-BbSshKeyPair",
        "Get-BbStep 1",
        "Get-BbStepLog 1",
        "Get-BbTestCase 1",
        "[pscustomobject]@{ Workspace = 'acme'; Repository = 'widgets'; BuildNumber = 1; StepUuid = '" + Uuid + "'; Uuid = '" + Uuid
            + "' } | Get-BbTestCaseReason",
        "Get-BbTestReport 1",
        "Get-BbVariable",
        "Import-BbKnownHost $folder/hosts",
        "Import-BbRepositorySetting $folder/file.json",
        "Import-BbVariable $folder/file.env",
        "Invoke-BbApi /user",
        "Invoke-BbPipeline -Branch trunk",
        "Measure-BbPipeline",
        "Measure-BbPipeline -Flaky",
        "New-BbEnvironment Next -EnvironmentType Test",
        "New-BbRunner next",
        "New-BbSchedule trunk '@daily'",
        "New-BbSshKeyPair -Force",
        "Remove-BbCache node -Force",
        "Remove-BbEnvironment Test -Force",
        "Remove-BbKnownHost * -Force",
        "Publish-BbReport -InputObject @{ Message = 'm' } -Commit trunk",
        "Remove-BbRunner linux-1 -Force",
        $"Remove-BbSchedule '{Uuid}' -Force",
        "Remove-BbSshKeyPair -Force",
        "Remove-BbVariable API_URL -Force",
        "Resume-BbPipeline 3 -Undocumented",
        "Save-BbCache node $folder/a.tar",
        "Set-BbBuildNumber 100 -Force",
        "Set-BbEnvironment Test -NewName Next",
        "Set-BbKnownHost new.example.com 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ'",
        "Set-BbCommitStatus FAILED -Commit trunk -Key k -Url https://ci.example.com/1",
        "Set-BbPipelineConfig -Enabled $true",
        "Set-BbRunner linux-1 -NewName next",
        $"Set-BbSchedule '{Uuid}' -Cron '@daily'",
        "Set-BbSshKeyPair $key -Force",
        "Set-BbVariable NAME value",
        "Show-BbPipeline 1",
        "Stop-BbPipeline 1",
        "Stop-BbPipeline -Superseded",
        "Sync-BbVariable -ToRepository gadgets",
        "Test-BbPipelineYaml -Branch trunk",
        "Test-BbPipelineYaml",
        "Test-BbPipelineYaml -Online",
        "Test-BbSession",
        "Wait-BbPipeline 1");

    /// <summary>What is waited for, in which script, and the fault that keeps the answer away.</summary>
    public static TheoryData<string, string, string, Fault?> Answers => new()
    {
        { "a wait", "Wait-BbPipeline 1", "/pipelines/1", null },
        { "the steps of a wait", "Wait-BbPipeline 1", "/steps", null },
        { "a wait for many", "1, 2 | Wait-BbPipeline", "pagelen=100", null },
        { "the answer to a wait, in its midst", "Wait-BbPipeline 1", "/pipelines/1", new Fault { StallAfterBytes = 10 } },
        { "a list, in its midst", "Get-BbPipeline", "/pipelines/", new Fault { StallAfterBytes = 10 } },
        { "the second page of a list", "Get-BbPipeline | ForEach-Object { $_ }", "page=2", null },
        { "a log that is followed", "Wait-BbPipeline 1 -Follow", "/log", null },
        { "a log that is followed, in its midst", "Wait-BbPipeline 1 -Follow", "/log", new Fault { StallAfterBytes = 10 } },
        { "a log", "Get-BbStepLog 1 -Follow", "/log", null },
        { "a log, in its midst", "Get-BbStepLog 1", "/log", new Fault { StallAfterBytes = 10 } },
        { "a look-up before a trigger", "Invoke-BbPipeline", "/widgets", null },
        { "a trigger", "Invoke-BbPipeline -Branch trunk -Wait", "/pipelines/", new Fault { Method = "POST" } },
        { "a stop", "Stop-BbPipeline 1", "stopPipeline", null },
        { "a report", "Publish-BbReport -InputObject @{ Message = 'm' } -Commit trunk", "/reports/", new Fault { Method = "PUT" } },
        { "the annotations of a report", "Publish-BbReport -InputObject @{ Message = 'm' } -Commit trunk", "/annotations", null },
        { "the second page of a measure", "Measure-BbPipeline -Since 3000d", "page=2", null },
        { "the stop of superseded runs", "Stop-BbPipeline -Superseded -IncludeDeployment", "stopPipeline", null },
        { "a start of a manual step", "Resume-BbPipeline 3 -Undocumented -Wait", "start_step", null },
        { "the address of a cache", "Save-BbCache node $folder/a.tar", "content-uri", null },
        { "a cache, before its first byte", "Save-BbCache node $folder/a.tar", "", new Fault { Port = "storage" } },
        { "a cache, in its midst", "Save-BbCache node $folder/a.tar", "", new Fault { Port = "storage", StallAfterBytes = 1000 } },
        { "a file", "Invoke-BbApi '/repositories/acme/widgets' -OutFile $folder/a.json", "/widgets", new Fault { StallAfterBytes = 10 } },
        { "the token of an OAuth consumer", "Get-BbPipeline -Session $oauth", "access_token", null },
    };

    /// <summary>Pauses: in which script, and the fault that leads there.</summary>
    public static TheoryData<string, string, Fault?> Pauses => new()
    {
        { "between two looks of a wait", "Wait-BbPipeline 1", null },
        { "of a wait without end", "Wait-BbPipeline 1 -TimeoutSec 0 -PollIntervalSec 0.1", null },
        { "of a wait for many", "1, 2 | Wait-BbPipeline", null },
        { "of a wait for a person", "Wait-BbPipeline 3 -OnPause Wait", null },
        { "of a wait that began with a trigger", "Invoke-BbPipeline -Custom endless -Wait", null },
        { "between two looks of a view", "Show-BbPipeline 1 -Live", null },
        { "between two looks at a log", "Wait-BbPipeline 1 -Follow", null },
        { "of Get-BbStepLog -Follow", "Get-BbStepLog 1 -Follow", null },
        { "after a stop, until the run ends", "Stop-BbPipeline 1", null },
        { "that a 429 asks for", "Get-BbPipeline 1",
        new Fault { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "60" } } },
        { "while the allowance is used up", "Get-BbRepository | Get-BbVariable", s_usedUp with { Path = "/variables" } },
        { "of a wait while the allowance is used up", "1, 2 | Wait-BbPipeline", s_usedUp },
        { "of many writes while the allowance is used up", "Import-BbVariable $folder/file.env", s_usedUp with { Method = "POST" } },
        { "before the next try", "Get-BbPipeline 1", new Fault { Status = 503 } },
        { "before the next try of one of many writes", "Import-BbVariable $folder/file.env",
        new Fault { Method = "POST", Status = 429, Times = 0 } },
        { "before a cache is resumed", "Save-BbCache node $folder/a.tar", new Fault { Port = "storage", Status = 503, Times = 0 } },
    };

    [Fact]
    public void Each_cmdlet_is_among_those_that_are_stopped()
    {
        string[] all = [.. Shell.Get("(Get-Module BitbucketPipelines).ExportedCmdlets.Keys").Select(o => o.ToString())];
        Assert.True(all.Length > 50);
        string[] scripts = [.. ((IEnumerable<object[]>)Cmdlets).Select(row => (string)row[0])];
        Assert.Equal(
            [], all.Except(s_local)
            .Where(name => !scripts.Any(
                s => s.Contains(name + " ", StringComparison.Ordinal) || s.EndsWith(name, StringComparison.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_cmdlet_ends_while_its_first_request_has_no_answer(string script)
    {
        Prepare();
        State.AddFault(new Fault { DelaySeconds = 60, Times = 0 });
        Stop(script, () => State.InFlight > 0, "it has asked");
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void It_ends_while_it_waits_for_an_answer(string what, string script, string path, Fault? fault)
    {
        Assert.NotEmpty(what);
        Prepare();
        fault ??= new Fault();
        State.AddFault(fault with { Path = path, Times = 0, DelaySeconds = fault.StallAfterBytes is null ? 60 : 0 });
        Stop(
            script,
            () => State.InFlight > 0
                && State.Requests.Any(r => r.Port == fault.Port && r.Status == 0 && r.PathAndQuery.Contains(path, StringComparison.Ordinal)
                && (fault.Method is null || fault.Method == r.Method)),
            "the request is under way",
            move: path is "/steps" or "/log");
    }

    [Theory]
    [MemberData(nameof(Pauses))]
    public void It_ends_in_a_pause(string what, string script, Fault? fault)
    {
        Assert.NotEmpty(what);
        Prepare();
        if (fault is not null)
        {
            State.AddFault(fault);
        }

        Stop(script, () => Clock.OpenDelays > 0, "it pauses");
    }

    [Fact]
    public void A_log_ends_while_lines_are_coming()
    {
        Prepare();
        Script("talk",
            new StepScript { Duration = 1e6,
            Log = new LogScript([.. Enumerable.Range(1, 20_000).Select(i => new EmulatedLogLine("line\n"u8.ToArray(), i))]) });
        int run = Add("custom:talk", age: 10);
        Clock.Auto = true;
        Call call = Shell.Begin($"Wait-BbPipeline {run} -Follow");
        call.Until(() => call.Said.Count > 50, "lines are shown");
        Ended(call);
    }

    [Fact]
    public void Output_that_nobody_takes_does_not_keep_it()
    {
        Prepare();
        State.AddRuns("acme", "widgets", new RunHistory { Count = 300 });
        Call call = Shell.Begin("Get-BbPipeline | ForEach-Object { if ($_.BuildNumber -lt 250) { Start-Sleep 600 } }");
        call.Until(() => Sent("GET", "page=2").Count > 0, "the second page is read");
        Ended(call);
    }

    [Fact]
    public void A_time_limit_that_stops_the_run_ends_too()
    {
        Prepare();
        State.AddFault(new Fault { Method = "POST", DelaySeconds = 60, Times = 0 });
        Call call = Shell.Begin("Wait-BbPipeline 1 -TimeoutSec 30 -PollIntervalSec 10 -StopOnTimeout");
        call.Until(
            () =>
            {
                if (Clock.OpenDelays > 0 && State.InFlight == 0)
                {
                    Clock.Advance(TimeSpan.FromSeconds(5));
                }

                return Sent("POST", "stopPipeline").Count > 0;
            },
            "it asks the run to stop");
        Ended(call);
    }

    [Fact]
    public void The_run_that_was_waited_for_goes_on()
    {
        Prepare();
        Stop("Wait-BbPipeline 1 -StopOnTimeout", () => Clock.OpenDelays > 0, "it pauses");
        Assert.Empty(Sent("POST"));
        Assert.Null(State.GetRun("acme", "widgets", 1).Result);
    }

    [Fact]
    public void A_trigger_that_was_not_sent_is_never_sent()
    {
        Prepare();
        State.AddFault(new Fault { Status = 429, Times = 0, Headers = new Dictionary<string, string> { ["Retry-After"] = "1" } });
        Stop("Invoke-BbPipeline -Wait", () => Clock.OpenDelays > 0, "it pauses");
        Assert.Empty(Sent("POST"));
    }

    [Theory]
    [InlineData("Get-BbPipeline | Select-Object -First 1", "page=2")]
    [InlineData("Get-BbRepository | Select-Object -First 1", "page=2")]
    [InlineData("Get-BbPipeline | Get-BbStep | Select-Object -First 1", "page=2")]
    [InlineData("Get-BbStepLog 1 -Follow | Select-Object -First 1", "nothing")]
    public void Enough_output_ends_it_as_well(string script, string never)
    {
        Prepare();
        State.AddRuns("acme", "widgets", new RunHistory { Count = 300 });
        for (int i = 0; i < 200; i++)
        {
            State.AddRepository("acme", $"more-{i}");
        }

        State.AddFault(new Fault { Path = never, DelaySeconds = 60, Times = 0 });
        Assert.Single(Shell.Get(script));
        Nothing();
    }

    [Theory]
    [InlineData("PUT", "1..20 | ForEach-Object { [pscustomobject]@{ Name = \"V_$_\"; Value = 'new' } } | Set-BbVariable -ThrottleLimit 2")]
    [InlineData("DELETE", "Remove-BbVariable V_* -Force -ThrottleLimit 2")]
    [InlineData("PUT", "Sync-BbVariable -Environment Test -ToRepository widgets -Prune -Force -ThrottleLimit 2")]
    [InlineData("PUT", "Copy-BbVariable -Environment Test -ToRepository widgets -ThrottleLimit 2")]
    [InlineData("PUT", "Import-BbVariable $folder/new.env -ThrottleLimit 2")]
    public void Of_many_writes_each_is_done_or_not_and_the_next_call_completes_them(string method, string script)
    {
        Folder.File("new.env", string.Join("\n", Enumerable.Range(1, 20).Select(i => $"V_{i}=new")));
        IEnumerable<EmulatedVariable> All(string value) => Enumerable.Range(1, 20).Select(i => new EmulatedVariable($"V_{i}", value));
        State.Variables.Replace(Widgets, All("old"));
        State.Variables.Replace("environment/acme/widgets/Test", All("new"));
        Clock.Auto = false;
        State.AddFault(new Fault { Method = method, Path = "variables/", Skip = 3, Times = 0, DelaySeconds = 60 });
        Stop(script, () => Sent(method, "variables/").Count >= 5, "five are written or under way");
        IReadOnlyList<EmulatedVariable> now = State.Variables.Get(Widgets);
        Assert.All(now, v => Assert.Contains(v.Value, new[] { "old", "new" }));
        int done = method == "DELETE" ? 20 - now.Count : now.Count(v => v.Value == "new");
        Assert.Equal(3, done);
        State.ClearFaults();
        State.ClearRequests();
        Clock.Auto = true;
        Shell.Get(script);
        Assert.Equal(17, Sent(method, "variables/").Count);
        Assert.Equal(method == "DELETE" ? 0 : 20, State.Variables.Get(Widgets).Count(v => v.Value == "new"));
    }

    [Fact]
    public void Copies_to_many_repositories_are_completed_by_the_next_call()
    {
        for (int i = 1; i <= 6; i++)
        {
            State.AddRepository("acme", $"bulk-{i}");
        }

        Clock.Auto = false;
        State.AddFault(new Fault { Method = "POST", Path = "known_hosts", Skip = 5, Times = 0, DelaySeconds = 60 });
        Stop("Copy-BbKnownHost -ToRepository bulk-*", () => Sent("POST", "known_hosts").Count > 5, "the sixth is under way");
        State.ClearFaults();
        Assert.Equal(["Succeeded"], Of(Shell.Get("Copy-BbKnownHost -ToRepository bulk-*"), "Status").Distinct());
        Assert.Equal(
            Enumerable.Repeat("2", 6),
            Shell.Get("1..6 | ForEach-Object { @(Get-BbKnownHost -Repository bulk-$_).Count }").Select(o => o.ToString()));
    }

    [Fact]
    public void A_cache_that_was_stopped_goes_on_where_it_was()
    {
        Clock.Auto = false;
        State.AddFault(new Fault { Port = "storage", TruncateAfterBytes = 100_000 });
        State.AddFault(new Fault { Port = "storage", DelaySeconds = 60 });
        Call call = Shell.Begin("Save-BbCache node $folder/a.tar");
        call.Until(
            () =>
            {
                if (Clock.OpenDelays > 0 && State.InFlight == 0)
                {
                    Clock.Advance(TimeSpan.FromSeconds(1));
                }

                return State.Requests.Count(r => r.Port == "storage") == 2;
            },
            "it resumes");
        Ended(call);
        string partial = Assert.Single(Folder.Files);
        Assert.Matches(@"^a\.tar\..+\.partial$", partial);
        Assert.Equal(100_000, new FileInfo(Path.Combine(Folder.Path, partial)).Length);
        State.ClearFaults();
        State.ClearRequests();
        Clock.Auto = true;
        Shell.Get("Save-BbCache node $folder/a.tar");
        Assert.Equal("bytes=100000-", Assert.Single(State.Requests, r => r.Port == "storage").Headers["Range"]);
        Assert.Equal(["a.tar"], Folder.Files);
        Assert.Equal(256_000, new FileInfo(Folder.File("a.tar")).Length, 10_000d);
    }

    [Fact]
    public void A_schedule_that_is_being_replaced_is_brought_to_its_end()
    {
        Clock.Auto = false;
        State.AddFault(new Fault { Method = "POST", Path = "schedules", DelaySeconds = 30 });
        Call call = Shell.Begin("Get-BbSchedule -Custom nightly | Set-BbSchedule -Cron '@daily'");
        call.Until(() => Sent("POST", "schedules").Count > 0 && Clock.OpenDelays == 1, "the new one is sent");
        var stopping = Task.Run(call.Stop);
        Until(
            () =>
            {
                // It waits for a moment whether what was begun ends by itself.
                if (Clock.OpenDelays > 1)
                {
                    Clock.Advance(TimeSpan.FromSeconds(1));
                }

                return stopping.IsCompleted;
            },
            "it is stopped");
        Assert.True(stopping.IsCompletedSuccessfully);
        Assert.Equal(PSInvocationState.Stopped, call.State);
        Assert.DoesNotContain(Sent("POST", "schedules"), r => r.Status != 0);
        // What was begun is brought to its end, though nobody waits for it.
        Clock.Auto = true;
        Until(() => Sent("DELETE", "schedules").Any(r => r.Status == 204), "the old one is removed");
        Assert.Equal(["0 0 0 * * ? *"], Of(Shell.Get("Get-BbSchedule -Custom nightly"), "Cron"));
    }

    [ToolFact("ssh-keyscan")]
    public void A_silent_host_does_not_keep_Get_BbHostKey()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Call call = Shell.With("address", silent.LocalEndpoint.ToString()).Begin("Get-BbHostKey $address -TimeoutSec 300");
        call.Until(silent.Pending, "somebody connects");
        Ended(call);
    }

    /// <summary>Runs 1 and 2 without end, run 3 that waits for a person; time stands still.</summary>
    private void Prepare()
    {
        Folder.File("file.env", "A=1\nB=2\nC=3\n");
        Folder.File("file.json", """{ "version": 1, "repositories": [{ "repository": "widgets", "pipelinesEnabled": true }] }""");
        Folder.File("hosts", "new.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKeqFNUH+2NXQISB8n12O6X9zU/LdlUsA2OSMwTTdwMZ\n");
        Shell.With("key", Key("rsa"));
        Script("endless",
            new StepScript { Name = "For ever", Duration = 1e9,
            Log = new LogScript([.. Enumerable.Range(1, 200).Select(i => new EmulatedLogLine("on and on\n"u8.ToArray(), 0))]) });
        Add("custom:endless", age: 1e6);
        Add("custom:endless", age: 1e6);
        Add("custom:manual-gate", age: 60);
        State.AddRuns("acme", "widgets", new RunHistory { Count = 150 });
        State.AddRuns("acme", "widgets", new RunHistory { Selector = "custom:fail", Result = "FAILED" });
        Shell.Connect(
            Clock, "$client = [pscredential]::new('client-id-123', (ConvertTo-SecureString client-secret-123 -AsPlainText -Force)); "
                + "$oauth = Connect-BbWorkspace -NoCheck acme widgets -ClientCredential $client -ApiUri $api -SiteUri $site -PassThru; "
                + "Connect-BbWorkspace -NoCheck acme widgets -Credential $credential -ApiUri $api -SiteUri $site");
        Clock.Auto = false;
        State.ClearRequests();
    }

    private void Stop(string script, Func<bool> reached, string what, bool move = false)
    {
        Call call = Shell.Begin(script);
        call.Until(
            () =>
            {
                if (move && Clock.OpenDelays > 0 && State.InFlight == 0)
                {
                    Clock.Advance(TimeSpan.FromSeconds(1));
                }

                return reached();
            },
            what);
        Ended(call);
    }

    private void Ended(Call call)
    {
        var watch = Stopwatch.StartNew();
        call.Stop();
        // It takes milliseconds; the bound leaves room for a machine that has other things to do.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(PSInvocationState.Stopped, call.State);
        Assert.Equal([], call.Errors.Select(e => e.ToString()));
        Nothing();
    }

    /// <summary>Nothing is in flight, nothing waits, and nothing more is sent, however long one looks.</summary>
    private void Nothing()
    {
        Idle();
        Until(() => Clock.OpenDelays == 0, "nobody waits");
        int sent = State.Requests.Count;
        Clock.Auto = true;
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(sent, State.Requests.Count);
    }
}
