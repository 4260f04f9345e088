namespace BitbucketPipelines.HostTests;

/// <summary>Piped objects are processed at the same time, but not far ahead of the commands behind the cmdlet.</summary>
public sealed class RecordTests : HostTest
{
    private const string Many = "1..2000 | ForEach-Object { [pscustomobject]@{ Repository = 'widgets' } } | ";

    [Theory]
    [InlineData("Get-BbVariable")]
    [InlineData("Get-BbSchedule")]
    [InlineData("Get-BbPipelineConfig")]
    public void Rows_do_not_pile_up_while_the_next_command_is_busy(string command)
    {
        Call call = Shell.Begin($"{Many}{command} | ForEach-Object {{ $_; Start-Sleep 600 }}");
        call.Until(() => call.Output.Count > 0 && State.InFlight == 0, "the first row is there, and nothing is under way");
        Assert.InRange(State.Requests.Count, 1, 10);
        Assert.Single(call.Output);
        call.Stop();
        Assert.InRange(State.Requests.Count, 1, 10);
    }

    [Fact]
    public void Ctrl_C_ends_all_requests_that_are_under_way()
    {
        Clock.Auto = false;
        State.AddFault(new Fault { Path = "/pipelines_config", DelaySeconds = 600, Times = 0 });
        Call call = Shell.Begin($"{Many}Get-BbPipelineConfig -ThrottleLimit 8");
        call.Until(() => State.InFlight == 8, "eight requests are under way");
        call.Stop();
        Until(() => State.InFlight == 0, "none is under way any more");
        Assert.Equal(8, State.Requests.Count);
    }

    [Fact]
    public void Select_Object_ends_all_requests_that_are_under_way()
    {
        Clock.Auto = false;
        State.AddFault(new Fault { Path = "/gadgets/pipelines_config", DelaySeconds = 600, Times = 0 });
        Call call = Shell.Begin("'widgets', 'gadgets', 'gadgets' | ForEach-Object { [pscustomobject]@{ Repository = $_ } } | "
            + "Get-BbPipelineConfig | Select-Object -First 1");
        call.Wait();
        Assert.Null(call.Failure);
        Assert.Single(call.Output);
        Until(() => State.InFlight == 0, "none is under way any more");
    }

    [Fact]
    public void A_pause_of_a_later_record_is_reported_at_once()
    {
        Clock.Auto = false;
        State.AddFault(new Fault { Path = "/widgets/pipelines_config", DelaySeconds = 600, Times = 0 });
        State.AddFault(new Fault
        {
            Path = "/gadgets/pipelines_config",
            Status = 429,
            Headers = new Dictionary<string, string> { ["Retry-After"] = "60" },
        });
        Call call = Shell.Begin(
            "'widgets', 'gadgets' | ForEach-Object { [pscustomobject]@{ Repository = $_ } } | Get-BbPipelineConfig");
        call.Until(() => call.Warnings.Count > 0, "the pause is reported");
        Assert.Empty(call.Output);
        call.Stop();
    }

    [Fact]
    public void Lines_for_the_host_are_in_the_order_of_the_records()
    {
        State.AddFault(new Fault { Path = "/widgets/pipelines", DelaySeconds = 1 });
        State.AddRuns("acme", "widgets", new RunHistory { Count = 1 });
        State.AddRuns("acme", "gadgets", new RunHistory { Count = 1 });
        Call call = Shell.Begin("'widgets', 'gadgets' | ForEach-Object { [pscustomobject]@{ Repository = $_ } } | Get-BbStep");
        call.Wait();
        Assert.Equal(
            ["widgets", "gadgets"],
            call.Said.Select(line => line.Contains("widgets", StringComparison.Ordinal) ? "widgets" : "gadgets"));
    }
}
