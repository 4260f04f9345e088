using System.Text;
using System.Text.Json;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Endpoints;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>The requests and responses of schedules, the configuration and the build number.</summary>
public sealed class ScheduleRequestTests
{
    private const string Uuid = "{0c1f6f5e-6f0e-4a6e-9a43-0123456789ab}";
    private const string Escaped = "%7B0c1f6f5e-6f0e-4a6e-9a43-0123456789ab%7D";
    private const string Config = "repositories/team/app/pipelines_config";

    public static TheoryData<string, string?> Rows => new()
    {
        { $"GET {Config}", null },
        { $"PUT {Config}", """{"enabled":false}""" },
        { $"PUT {Config}/build_number", """{"next":1000}""" },
        { $"GET {Config}/schedules", null },
        {
            $"POST {Config}/schedules",
            """{"type":"pipeline_schedule","target":{"type":"pipeline_ref_target","ref_type":"branch","ref_name":"main","selector":{"type":"branches","pattern":"main"}},"cron_pattern":"0 0 12 * * ? *","enabled":true}"""
        },
        { $"GET {Config}/schedules/{Escaped}", null },
        { $"PUT {Config}/schedules/{Escaped}", """{"enabled":true}""" },
        { $"DELETE {Config}/schedules/{Escaped}", null },
        { $"GET {Config}/schedules/{Escaped}/executions", null },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_operation(string line, string? body)
    {
        ApiRequest request = Assert.Single(Requests, r => r.ToString() == line);
        Assert.Equal(body, request.Body is null ? null : Encoding.UTF8.GetString(request.Body));
        Assert.Empty(request.Query);
        Assert.Equal(request.Method != HttpMethod.Post, request.Repeatable);
    }

    [Fact]
    public void A_custom_pipeline_is_a_selector() =>
        Assert.Equal("custom: nightly", ScheduleBody.CreateTarget("main", "nightly").Selector!.ToString());

    [Fact]
    public void A_schedule_keeps_what_is_not_known()
    {
        const string Text = """
            {"type":"pipeline_schedule","uuid":"{0c1f6f5e-6f0e-4a6e-9a43-0123456789ab}","enabled":true,"cron_pattern":"0 0 12 * * ? *",
            "news":{"a":[1]},
            "created_on":"2026-01-03T07:36:40.109572944Z","target":{"type":"pipeline_ref_target","ref_type":"branch","ref_name":"main","odd":1,
            "selector":{"type":"custom","pattern":"nightly"}}}
            """;
        PipelineSchedule schedule = JsonSerializer.Deserialize(Text, WireContext.Default.PipelineSchedule)!;
        Assert.Equal(
            (Uuid, true, false, "main", "nightly", "0 0 12 * * ? *"),
            (schedule.Uuid, schedule.Enabled, schedule.Disabled, schedule.Branch, schedule.Custom, schedule.Cron));
        Assert.Equal(TimeSpan.FromHours(12), schedule.NextRun!.Value.TimeOfDay);
        Assert.True(schedule.NextRun > DateTimeOffset.UtcNow);
        string again = JsonSerializer.Serialize(schedule, WireContext.Default.PipelineSchedule);
        Assert.Contains("\"news\":{\"a\":[1]}", again, StringComparison.Ordinal);
        Assert.Contains("\"odd\":1", again, StringComparison.Ordinal);
        Assert.DoesNotContain("next_run", again, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("""{"enabled":false,"cron_pattern":"0 0 12 * * ? *"}""")]
    [InlineData("""{"enabled":true,"cron_pattern":"0 0 12 * * ? 2001"}""")]
    [InlineData("""{"enabled":true,"cron_pattern":"a word of tomorrow"}""")]
    [InlineData("""{"enabled":true}""")]
    [InlineData("""{"enabled":null}""")]
    [InlineData("{}")]
    public void A_schedule_without_a_next_run(string text) =>
        Assert.Null(JsonSerializer.Deserialize(text, WireContext.Default.PipelineSchedule)!.NextRun);

    [Theory]
    [InlineData("""{"type":"pipeline_schedule_execution_executed","pipeline":{"build_number":7,"uuid":"{a}","state":{"name":"COMPLETED","result":{"name":"FAILED"}}}}""", "EXECUTED", "7", "FAILED", null)]
    [InlineData("""{"type":"pipeline_schedule_execution_executed","pipeline":{"uuid":"{a}"}}""", "EXECUTED", "{a}", null, null)]
    [InlineData("""{"type":"pipeline_schedule_execution_errored","error":{"key":"k","message":"No such branch"}}""", "ERRORED", null, null, "No such branch")]
    [InlineData("""{"type":"pipeline_schedule_execution_skipped","why":1}""", "SKIPPED", null, null, null)]
    [InlineData("""{"error":{"key":"k"}}""", "ERRORED", null, null, "k")]
    [InlineData("{}", null, null, null, null)]
    public void An_execution(string text, string? result, string? run, string? state, string? error)
    {
        ScheduleExecution execution = JsonSerializer.Deserialize(text, WireContext.Default.ScheduleExecution)!;
        execution.SetLocation(TestApi.Repo, new Uri("https://bitbucket.org/"));
        Assert.Equal((result, run, state, error), (execution.Result, execution.Pipeline, execution.State, execution.Error));
        Assert.Equal(run == "7" ? "https://bitbucket.org/team/app/pipelines/results/7" : null, execution.Url);
    }

    [Theory]
    [InlineData("""{"next":"12"}""", 12)]
    [InlineData("""{"next":null}""", 0)]
    [InlineData("""{"next":12,"tomorrow":true}""", 12)]
    public void A_build_number(string text, long next) =>
        Assert.Equal(next, JsonSerializer.Deserialize(text, WireContext.Default.BuildNumber)!.Next);

    private static ApiRequest[] Requests =>
    [
        ConfigOperations.Get(TestApi.Repo),
        ConfigOperations.Update(TestApi.Repo, false),
        ConfigOperations.SetBuildNumber(TestApi.Repo, 1000),
        ScheduleOperations.List(TestApi.Repo),
        ScheduleOperations.Create(
            TestApi.Repo, new ScheduleBody { Target = ScheduleBody.CreateTarget("main", null), Cron = "0 0 12 * * ? *" }),
        ScheduleOperations.Get(TestApi.Repo, Uuid),
        ScheduleOperations.Update(TestApi.Repo, Uuid, true),
        ScheduleOperations.Delete(TestApi.Repo, Uuid),
        ScheduleOperations.Executions(TestApi.Repo, Uuid),
    ];
}
