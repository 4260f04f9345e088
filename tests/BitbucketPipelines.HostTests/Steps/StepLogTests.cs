using System.Text;

namespace BitbucketPipelines.HostTests;

/// <summary>Tests Get-BbStepLog -Follow: each line is returned once, complete, and as soon as it is written.</summary>
public sealed class StepLogTests : HostTest
{
    [Fact]
    public void Lines_come_before_the_step_ends()
    {
        Script("live",
            new StepScript { Duration = 600,
            Log = new LogScript([new EmulatedLogLine("first\n"u8.ToArray(), 0), new EmulatedLogLine("last\n"u8.ToArray(), 500)]) });
        Add("custom:live", age: 10);
        Clock.Auto = false;
        Call call = Shell.Begin("Get-BbStepLog 1 -Follow");
        call.Until(() => call.Output.Count == 1, "the first line is here");
        Assert.Null(State.GetRun("acme", "widgets", 1).Result);
        call.Until(() => Clock.OpenDelays > 0, "it pauses");
        Clock.Auto = true;
        Clock.Advance(TimeSpan.FromSeconds(30));
        call.Wait();
        Assert.Equal(["first", "last"], call.Output.Select(o => o.ToString()));
    }

    [Fact]
    public void One_step_comes_after_the_other_and_each_line_once()
    {
        Add("default");
        Assert.Equal(8, Shell.Get("Get-BbStepLog 1 -Follow").Count);
        Assert.Equal("+ npm test", Shell.Get("Get-BbStepLog 1 -Follow")[5].ToString());
    }

    [Fact]
    public void Steps_that_run_side_by_side_do_not_mix_their_lines()
    {
        Add("custom:parallel");
        string[] followed = [.. Shell.Get("Get-BbStepLog 1 -Follow").Select(o => o.ToString())];
        Assert.NotEmpty(followed);
        Assert.Equal(Shell.Get("Get-BbStepLog 1").Select(o => o.ToString()), followed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_line_is_cut_in_two_however_the_log_grows(bool ranges)
    {
        string[] text = Grow();
        State.Configure(b => b with { LogRange = ranges });
        Assert.Equal(text, Shell.Get("Get-BbStepLog 1 -Follow").Select(o => o.ToString()));
        RecordedRequest[] logs = [.. Sent("GET", "/log").Where(r => r.Port == "api")];
        Assert.InRange(logs.Length, 5, 60);
        Assert.Contains(
            logs, r => r.Headers.TryGetValue("Range", out string? range) && range.StartsWith("bytes=", StringComparison.Ordinal));
        Assert.Equal(ranges, logs.Any(r => r.Status == 206));
    }

    [Fact]
    public void The_line_that_is_being_written_is_not_cut_when_it_begins_with_the_tail()
    {
        string[] text = Grow();
        Clock.Advance(TimeSpan.FromSeconds(51));
        string[] lines = [.. Shell.Get("Get-BbStepLog 1 -Follow -Tail 2").Select(o => o.ToString())];
        Assert.InRange(lines.Length, 10, 35);
        Assert.Equal(text[^lines.Length..], lines);
    }

    [Fact]
    public void A_hiccup_of_the_server_is_survived()
    {
        Add("default");
        State.AddFault(new Fault { Path = "/log$", Status = 503 });
        State.AddFault(new Fault { Path = "/log$", Reset = true, Skip = 1 });
        Assert.Equal(8, Shell.Get("Get-BbStepLog 1 -Follow").Count);
    }

    [Fact]
    public void An_outage_is_told_and_it_goes_on()
    {
        Add("default", "SUCCESSFUL");
        State.AddFault(new Fault { Path = "/pipelines/1$", Status = 500, ContentType = "application/json", Body = """{"error":{"message":"Something went wrong"}}""" });
        Call call = Shell.Run("Get-BbStepLog 1 -Follow");
        Assert.Equal(8, call.Output.Count);
        Assert.Matches("(?s)Something went wrong.*read again soon", Assert.Single(call.Warnings));
    }

    [Fact]
    public void One_step_is_followed_by_name_and_ends_it()
    {
        Script("two", new StepScript { Name = "Quick", Duration = 5, Log = LogScript.FromLines("quick") },
            new StepScript { Name = "Endless", Duration = 1e6, Log = LogScript.FromLines("endless") });
        Add("custom:two");
        Assert.Equal("quick", Assert.Single(Shell.Get("Get-BbStepLog 1 Quick -Follow")).ToString());
        Assert.Equal("quick", Assert.Single(Shell.Get("Get-BbStep 1 1 | Get-BbStepLog -Follow")).ToString());
    }

    [Fact]
    public void It_ends_with_a_warning_where_the_run_waits_for_a_person()
    {
        Add("custom:manual-gate");
        Call call = Shell.Run("Get-BbStepLog 1 -Follow");
        Assert.Equal(5, call.Output.Count);
        Assert.Matches("(?s)#1.*PAUSED.*/acme/widgets/pipelines/results/1$", Assert.Single(call.Warnings));
    }

    /// <summary>Adds a run whose log grows by a few bytes at a time, and returns its lines.</summary>
    private string[] Grow()
    {
        string[] text = [.. Enumerable.Range(1, 40).Select(i => $"line {i} äöü🚀 {new string('x', 50)}")];
        State.SetScript("acme", "widgets", "custom:grow", new RunScript
        {
            Parsing = 0,
            Pending = 0,
            Steps = [new StepScript { Name = "Grow", Duration = 100, GrowBytes = 7,
            Log = new LogScript([.. text.Select(t => new EmulatedLogLine(Encoding.UTF8.GetBytes(t + "\n")))]) }],
        });
        Add("custom:grow");
        return text;
    }
}
