using System.Management.Automation;

namespace BitbucketPipelines.HostTests;

/// <summary>Tests the progress records that the host receives.</summary>
public sealed class ProgressTests : HostTest
{
    [Fact]
    public void It_shows_run_step_and_time_and_is_taken_away()
    {
        Script("slow", new StepScript { Name = "Compile all", Duration = 60 });
        Add("custom:slow", age: 5);
        Call call = Held(
            "Wait-BbPipeline 1", p => p.StatusDescription.Contains("Step 1 of 1: Compile all", StringComparison.Ordinal));
        Assert.All(call.Progress, p => Assert.True(string.IsNullOrEmpty(p.CurrentOperation), p.CurrentOperation));
        Assert.Contains(call.Progress, p => p.Activity == "Waiting for slow");
        Assert.Contains(call.Progress, p => p.StatusDescription.Contains("widgets #1 trunk: RUNNING", StringComparison.Ordinal));
        Gone(call);
    }

    [Fact]
    public void It_estimates_by_the_last_successful_run_of_the_same_target()
    {
        Script("slow", new StepScript { Duration = 150 });
        Add("custom:slow", "SUCCESSFUL");
        Add("custom:slow", age: 50);
        Call call = Held("Wait-BbPipeline 2", p => p.PercentComplete is > 10 and < 60 && p.SecondsRemaining is > 20 and < 140);
        Gone(call);
    }

    [Fact]
    public void It_names_all_steps_that_run_side_by_side()
    {
        State.SetScript("acme", "widgets", "custom:wide", new RunScript
        {
            Steps =
            [
                new StepScript { Name = "A", Duration = 90, Parallel = "p" }, new StepScript { Name = "B", Duration = 90, Parallel = "p" },
            ],
        });
        Add("custom:wide", age: 30);
        Gone(Held("Wait-BbPipeline 1", p => p.StatusDescription.Contains("Steps 1, 2 of 2: A, B", StringComparison.Ordinal)));
    }

    [Fact]
    public void It_has_no_remaining_time_while_a_person_is_waited_for()
    {
        Add("custom:manual-gate", "SUCCESSFUL");
        Add("custom:manual-gate", age: 120);
        Clock.Auto = false;
        Call call = Shell.Begin("Wait-BbPipeline 2 -OnPause Wait");
        int polls = 0;
        call.Until(
            () =>
            {
                if (Clock.OpenDelays > 0 && State.InFlight == 0 && call.Progress.Count > polls)
                {
                    polls = call.Progress.Count;
                    Clock.Advance(TimeSpan.FromSeconds(5));
                }

                return polls > 5;
            },
            "several bars are shown");
        Assert.Contains(
            call.Progress,
            p => p.StatusDescription.Contains("PAUSED for a person, ", StringComparison.Ordinal)
                && p.StatusDescription.EndsWith(", Step 2 of 2: Deploy to production", StringComparison.Ordinal));
        Assert.All(call.Progress.Skip(2), p => Assert.Equal(-1, p.SecondsRemaining));
        call.Stop();
    }

    [Fact]
    public void It_has_no_remaining_time_when_a_run_takes_longer_than_estimated()
    {
        Script("slow", new StepScript { Duration = 20 });
        Add("custom:slow", "SUCCESSFUL");
        Script("slow", new StepScript { Duration = 200 });
        Add("custom:slow", age: 50);
        Call call = Held("Wait-BbPipeline 2", p => p.PercentComplete == 99);
        Assert.Contains(call.Progress, p => p is { PercentComplete: 99, SecondsRemaining: -1 });
        Assert.DoesNotContain(call.Progress, p => p.SecondsRemaining == 0);
        Gone(call);
    }

    [Fact]
    public void It_names_those_that_failed_and_those_that_run_when_there_are_many()
    {
        State.AddRuns("acme", "widgets", new RunHistory { Count = 4, Result = "FAILED" });
        Script("slow", new StepScript { Duration = 60 });
        Add("custom:slow", age: 5);
        Call call = Held(
            "1..5 | Wait-BbPipeline -ErrorAction SilentlyContinue",
            p => p.StatusDescription.Contains("4 of 5 ended", StringComparison.Ordinal)
                && p.StatusDescription.Contains("4 failed: widgets #", StringComparison.Ordinal)
                && p.StatusDescription.Contains(" and 1 more, running: widgets #5", StringComparison.Ordinal));
        Gone(call);
    }

    [Fact]
    public void It_counts_those_that_have_ended_when_there_are_many()
    {
        State.AddRuns("acme", "widgets", new RunHistory { Count = 4 });
        Script("slow", new StepScript { Duration = 60 });
        Add("custom:slow");
        Call call = Held("1..5 | Wait-BbPipeline", p => p.StatusDescription.Contains("4 of 5 ended", StringComparison.Ordinal));
        Gone(call);
    }

    [Fact]
    public void It_is_taken_away_when_the_wait_ends_in_an_error()
    {
        Endless();
        Add("custom:endless", age: 10);
        Call call = Held("Wait-BbPipeline 1 -TimeoutSec 60 -ErrorAction SilentlyContinue", _ => true);
        Gone(call);
    }

    [Fact]
    public void It_is_taken_away_when_the_wait_is_stopped()
    {
        Endless();
        Add("custom:endless", age: 10);
        Clock.Auto = false;
        Call call = Shell.Begin("Wait-BbPipeline 1");
        call.Until(() => call.Progress.Count > 0, "a bar is shown");
        call.Stop();
        Assert.Equal(PSInvocationState.Stopped, call.State);
    }

    [Fact]
    public void It_shows_how_much_of_a_cache_has_come()
    {
        Assert.Empty(Folder.Files);
        Clock.Auto = false;
        // The connection breaks halfway, and there is a pause before the download resumes.
        State.AddFault(new Fault { Port = "storage", TruncateAfterBytes = 131_072 });
        State.AddFault(new Fault { Port = "storage", Status = 503 });
        Call call = Shell.Begin("$null = Save-BbCache node $folder/a.tar");
        call.Until(() => call.Progress.Any(p => p.PercentComplete == 50) || Moved(), "half of it is shown");
        Clock.Auto = true;
        Clock.Advance(TimeSpan.FromMinutes(2));
        call.Wait();
        ProgressRecord[] records = [.. call.Progress.Where(p => p.Activity == "Saving cache node")];
        Assert.EndsWith(" of 256 KB", records[0].StatusDescription, StringComparison.Ordinal);
        Assert.Equal(ProgressRecordType.Completed, records[^1].RecordType);
        Assert.DoesNotContain("leak-canary-signature", Shell.Host.Screen, StringComparison.Ordinal);

        bool Moved()
        {
            if (Clock.OpenDelays > 0 && State.InFlight == 0 && State.Requests.Count(r => r.Port == "storage") < 2)
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
            }

            return false;
        }
    }

    /// <summary>Stops the clock until the progress bar shows something, and then starts it.</summary>
    private Call Held(string script, Func<ProgressRecord, bool> shown)
    {
        Clock.Auto = false;
        Call call = Shell.Begin(script);
        int before = 0;
        call.Until(() => call.Progress.Any(shown) || Passed(), "the bar shows it: " + string.Join("; ", call.Progress));
        Clock.Auto = true;
        Clock.Advance(TimeSpan.FromSeconds(30));
        call.Wait();
        return call;

        bool Passed()
        {
            // The bar is updated once a second, so the expected text may not be shown yet.
            int bars = call.Progress.Count;
            if (Clock.OpenDelays > 0 && State.InFlight == 0 && bars > before)
            {
                before = bars;
                Clock.Advance(TimeSpan.FromSeconds(1.1));
            }

            return false;
        }
    }

    private static void Gone(Call call)
    {
        Assert.Equal(ProgressRecordType.Completed, call.Progress[^1].RecordType);
        Assert.Single(call.Progress, p => p.RecordType == ProgressRecordType.Completed);
        Assert.Single(call.Progress.Select(p => p.ActivityId).Distinct());
    }
}
