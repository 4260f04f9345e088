using System.Text.Json;
using BitbucketPipelines.Api.Json;
using BitbucketPipelines.Api.Models;

namespace BitbucketPipelines.Tests.Settings;

/// <summary>The JSON of caches and tests, in its current and in possible future forms.</summary>
public sealed class CacheAndTestJsonTests
{
    [Fact]
    public void A_cache_goes_round_with_what_is_not_known()
    {
        const string Json = """
            {"type":"pipeline_cache","uuid":"{c}","pipeline_uuid":"{p}","step_uuid":"{s}","name":"node","key_hash":"abc","path":"node_modules",
            "file_size_bytes":5368709120,"created_on":"2026-03-01T12:00:00.123456789Z","new":{"a":[1]}}
            """;
        Cache cache = JsonSerializer.Deserialize(Json, WireContext.Default.Cache)!;
        Assert.Equal(("node", "{c}", "abc", "node_modules", 5368709120), (cache.Name, cache.Uuid, cache.KeyHash, cache.Path, cache.Size));
        Assert.Equal(("{p}", "{s}", "{p}"), (cache.PipelineUuid, cache.StepUuid, cache.Pipeline));
        Assert.Equal(2026, cache.CreatedOn!.Value.Year);
        using var again = JsonDocument.Parse(JsonSerializer.Serialize(cache, WireContext.Default.Cache));
        Assert.Equal("""{"a":[1]}""", again.RootElement.GetProperty("new").GetRawText());
        Assert.Equal(5368709120, again.RootElement.GetProperty("file_size_bytes").GetInt64());
        Assert.False(again.RootElement.TryGetProperty("pipeline", out _));
    }

    [Theory]
    [InlineData("""{"name":"node","file_size_bytes":null,"created_on":null,"uuid":null}""")]
    [InlineData("{}")]
    public void A_cache_may_lack_anything(string json)
    {
        Cache cache = JsonSerializer.Deserialize(json, WireContext.Default.Cache)!;
        Assert.Null(cache.Size);
        Assert.Null(cache.CreatedOn);
    }

    [Fact]
    public void A_report_counts_and_keeps_what_is_not_known()
    {
        TestReport report = JsonSerializer.Deserialize(
            """{"number_of_test_cases":12,"number_of_successful_test_cases":8,"number_of_failed_test_cases":"2","number_of_error_test_cases":1,"number_of_skipped_test_cases":null,"number_of_flaky_test_cases":3,"step_uuid":"{s}"}""",
            WireContext.Default.TestReport)!;
        Assert.Equal((12, 8, 2, 1, 0), (report.Total, report.Passed, report.Failed, report.Errors, report.Skipped));
        Assert.Equal(3, report.AdditionalProperties!["number_of_flaky_test_cases"].GetInt32());
    }

    [Theory]
    [InlineData("\"PT0.012S\"", 0.012)]
    [InlineData("\"PT1M2S\"", 62d)]
    [InlineData("\"P1DT1S\"", 86401d)]
    [InlineData("\"PT0S\"", 0d)]
    [InlineData("1.5", 1.5)]
    [InlineData("\"PT-0.5S\"", null)]
    [InlineData("\"soon\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    [InlineData("{\"a\":1}", null)]
    [InlineData("[1]", null)]
    [InlineData("-1", null)]
    public void A_duration_is_read_or_left_out(string json, double? seconds)
    {
        TestCase test = JsonSerializer.Deserialize(
            $$"""{"name":"a","duration":{{json}},"status":"NEW_WORD"}""", WireContext.Default.TestCase)!;
        Assert.Equal(seconds, test.Duration?.TotalSeconds);
        Assert.Equal("NEW_WORD", test.Status);
    }

    [Fact]
    public void A_duration_goes_round()
    {
        TestCase test = JsonSerializer.Deserialize("""{"name":"a","duration":"PT0.012S"}""", WireContext.Default.TestCase)!;
        Assert.Contains("\"PT0.012S\"", JsonSerializer.Serialize(test, WireContext.Default.TestCase));
    }

    [Theory]
    [InlineData("null", null)]
    [InlineData("\"boom\"", "boom")]
    [InlineData("""{"message":"boom"}""", "boom")]
    [InlineData("""{"text":"a","other":"b"}""", "a")]
    public void An_inline_reason_is_a_text(string json, string? text) =>
        Assert.Equal(text, JsonSerializer.Deserialize($$"""{"name":"a","reason":{{json}}}""", WireContext.Default.TestCase)!.Reason);

    [Theory]
    [InlineData("FAILED", true)]
    [InlineData("ERROR", true)]
    [InlineData("SUCCESSFUL", false)]
    [InlineData("SKIPPED", false)]
    [InlineData("NEW_WORD", false)]
    public void What_failed(string status, bool failed) => Assert.Equal(failed, new TestCase { Status = status }.IsFailed);

    [Theory]
    [InlineData("""{"message":"boom","stack_trace":"at A\nat B"}""", "boom", "at A\nat B", null, "boom\nat A\nat B")]
    [InlineData("""{"message":"boom","output":"boom\nmore"}""", "boom", null, "boom\nmore", "boom\nmore")]
    [InlineData("""{"stackTrace":"boom at A","message":"boom"}""", "boom", "boom at A", null, "boom at A")]
    [InlineData("""{"message":{"a":1}}""", null, null, null, """{"message":{"a":1}}""")]
    [InlineData("\"boom\"", "boom", null, null, "boom")]
    [InlineData("7", "7", null, null, "7")]
    [InlineData("null", null, null, null, "")]
    public void A_reason_is_read_whatever_it_looks_like(string json, string? message, string? trace, string? output, string text)
    {
        TestCaseReason reason = TestCaseReason.From(JsonSerializer.Deserialize(json, WireContext.Default.JsonElement));
        Assert.Equal((message, trace, output, text), (reason.Message, reason.StackTrace, reason.Output, reason.Text));
    }

    [Fact]
    public void All_that_a_reason_holds_is_kept()
    {
        TestCaseReason reason = TestCaseReason.From(JsonSerializer.Deserialize("""{"type":"t","message":"m","new":[1,2]}""", WireContext.Default.JsonElement));
        Assert.Equal(["type", "message", "new"], reason.AdditionalProperties!.Keys);
        Assert.Equal("t", reason.Type);
    }
}
