using System.Diagnostics;
using System.Management.Automation;

namespace BitbucketPipelines.HostTests;

/// <summary>The progress bar of searches, bulk work and long lists, as the host receives it.</summary>
public sealed class WorkProgressTests : HostTest
{
    [Fact]
    public void A_search_shows_how_many_places_were_read_and_its_hits_come_meanwhile()
    {
        State.AddFault(new Fault { Path = "/widgets/pipelines_config/variables", DelaySeconds = 30 });
        Call call = Held("Find-BbVariable", p => p.StatusDescription.Contains(" places", StringComparison.Ordinal));
        ProgressRecord shown = call.Progress[0];
        Assert.Equal("Find-BbVariable", shown.Activity);
        Assert.Matches(@"^\d+ of \d+ places, \d+ requests?$", shown.StatusDescription);
        Finish(call);
        Assert.NotEmpty(call.Output);
    }

    [Fact]
    public void A_change_shows_how_many_were_made()
    {
        State.AddFault(new Fault { Method = "POST", Path = "/variables", DelaySeconds = 30 });
        Call call = Held(
            "1..3 | ForEach-Object { [pscustomobject]@{ Name = \"NEW_$_\"; Value = 'v' } } | Set-BbVariable -ThrottleLimit 1",
            p => p.StatusDescription.StartsWith("0 of 3 variables", StringComparison.Ordinal));
        Finish(call);
        Assert.Empty(call.Errors);
    }

    [Fact]
    public void A_list_shows_how_many_were_read()
    {
        State.AddRuns("acme", "widgets", new RunHistory { Count = 250 });
        State.AddFault(new Fault { Path = "page=2", DelaySeconds = 30 });
        Call call = Held("$null = Get-BbPipeline", p => p.StatusDescription == "100 of 250 runs of acme/widgets");
        Assert.Contains(call.Progress, p => p.PercentComplete == 40 && p.SecondsRemaining > 0);
        Finish(call);
    }

    [Theory]
    [InlineData("Get-BbRepository | Get-BbKnownHost -ThrottleLimit 1")]
    [InlineData("Get-BbRepository *dgets | Get-BbKnownHost -ThrottleLimit 1")]
    [InlineData("Get-BbRepository -First 2 | Get-BbKnownHost -ThrottleLimit 1")]
    public void A_list_shows_how_many_were_processed_by_the_cmdlets_behind_it(string script)
    {
        State.AddFault(new Fault { Path = "/known_hosts", DelaySeconds = 10, Times = 0 });
        Call call = Held(script, p => p.Activity == "Get-BbRepository" && p.SecondsRemaining > 0);
        ProgressRecord shown = call.Progress.Last(p => p.Activity == "Get-BbRepository");
        Assert.Matches("^[12] of [23] repositories of acme$", shown.StatusDescription);
        Finish(call);
    }

    [Theory]
    [InlineData("-OutFile")]
    [InlineData("-Raw")]
    public void A_download_of_a_log_shows_how_much_has_arrived(string how)
    {
        State.AddRuns("acme", "widgets", new RunHistory { Count = 1, Selector = "custom:long-log", AgeSeconds = 3600 });
        // The connection breaks, and the rest is held back.
        State.AddFault(new Fault { Port = "storage", TruncateAfterBytes = 2048 });
        State.AddFault(new Fault { Port = "storage", DelaySeconds = 30 });
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("n"));
        try
        {
            Call call = Held(
                $"$null = Get-BbStepLog 1 1 {(how == "-Raw" ? how : $"{how} '{path}'")}",
                p => p.StatusDescription.StartsWith("2.0 KB of ", StringComparison.Ordinal)
                    && p.StatusDescription.EndsWith(" of the log", StringComparison.Ordinal));
            Assert.Equal("Get-BbStepLog", call.Progress[0].Activity);
            Finish(call, 30);
            Assert.Empty(call.Errors);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void It_is_removed_after_an_error()
    {
        State.AddFault(new Fault { Path = "/pipelines_config/variables", DelaySeconds = 30, Status = 404, Times = 0 });
        Call call = Held("Find-BbVariable -ErrorAction Stop", _ => true);
        Finish(call);
    }

    [Fact]
    public void It_is_removed_after_Ctrl_C()
    {
        State.AddFault(new Fault { Path = "/widgets/pipelines_config/variables", DelaySeconds = 300 });
        Call call = Held("Find-BbVariable", _ => true);
        call.Stop();
        Assert.Equal(PSInvocationState.Stopped, call.State);
        Gone(call);
    }

    [Theory]
    [InlineData("$ProgressPreference = 'SilentlyContinue'; Find-BbVariable")]
    [InlineData("Find-BbVariable -ProgressAction SilentlyContinue")]
    public void It_is_not_shown_to_those_who_want_none(string script)
    {
        State.AddFault(new Fault { Path = "/widgets/pipelines_config/variables", DelaySeconds = 5 });
        Call call = Shell.Begin(script);
        call.Wait();
        Assert.NotEmpty(call.Output);
        Assert.Empty(call.Progress);
    }

    [Fact]
    public void What_is_quick_shows_none()
    {
        Clock.Auto = false;
        Call call = Shell.Begin("Find-BbVariable");
        call.Wait();
        Assert.NotEmpty(call.Output);
        Assert.Empty(call.Progress);
    }

    /// <summary>Stops the clock, except for the seconds that it takes until the bar shows something.</summary>
    private Call Held(string script, Func<ProgressRecord, bool> shown)
    {
        Clock.Auto = false;
        Call call = Shell.Begin(script);
        int passed = 0;
        var waited = Stopwatch.StartNew();
        call.Until(() => call.Progress.Any(shown) || Passed(), "the bar shows it: " + string.Join("; ", call.Progress));
        return call;

        bool Passed()
        {
            // The answer that is held back is all that is missing, and a second passes; another, when the bar began later. A bar that came
            // too early is updated.
            bool passes = call.Progress.Count > 0 || passed == 0 || (passed < 5 && waited.ElapsedMilliseconds > 500);
            if (Clock.OpenDelays > 0 && passes)
            {
                passed++;
                waited.Restart();
                Clock.Advance(TimeSpan.FromSeconds(1.1));
            }

            return false;
        }
    }

    private void Finish(Call call, int seconds = 120)
    {
        Clock.Auto = true;
        Clock.Advance(TimeSpan.FromSeconds(seconds));
        call.Wait();
        Gone(call);
    }

    private static void Gone(Call call)
    {
        Assert.Equal(ProgressRecordType.Completed, call.Progress[^1].RecordType);
        Assert.Single(call.Progress.Select(p => p.ActivityId).Distinct());
    }
}
