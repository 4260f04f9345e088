using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Models;

/// <summary>How many tests of a step ended in which way.</summary>
public sealed class TestReport : RepositoryItem, IStepItem
{
    /// <summary>The run: its build number when known, else its uuid.</summary>
    [JsonIgnore]
    public string Pipeline { get; set; } = "";

    /// <summary>The name of the step.</summary>
    [JsonIgnore]
    public string Step { get; set; } = "";

    /// <summary>The uuid of the step, in braces.</summary>
    public string? StepUuid { get; set; }

    /// <summary>All tests.</summary>
    [JsonPropertyName("number_of_test_cases")]
    [JsonConverter(typeof(NumberConverter))]
    public long Total { get; set; }

    /// <summary>Tests that were successful.</summary>
    [JsonPropertyName("number_of_successful_test_cases")]
    [JsonConverter(typeof(NumberConverter))]
    public long Passed { get; set; }

    /// <summary>Tests that failed.</summary>
    [JsonPropertyName("number_of_failed_test_cases")]
    [JsonConverter(typeof(NumberConverter))]
    public long Failed { get; set; }

    /// <summary>Tests that ended with an error.</summary>
    [JsonPropertyName("number_of_error_test_cases")]
    [JsonConverter(typeof(NumberConverter))]
    public long Errors { get; set; }

    /// <summary>Tests that were skipped.</summary>
    [JsonPropertyName("number_of_skipped_test_cases")]
    [JsonConverter(typeof(NumberConverter))]
    public long Skipped { get; set; }

    /// <summary>The numbers that matter.</summary>
    public override string ToString() => $"{Step}: {Failed + Errors} of {Total} failed";
}
