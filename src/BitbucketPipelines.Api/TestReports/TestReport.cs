using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Models;

/// <summary>The numbers of tests of a step by result.</summary>
public sealed class TestReport : RepositoryItem, IStepItem
{
    /// <summary>The pipeline: its build number if known, else its uuid.</summary>
    [JsonIgnore]
    public string Pipeline { get; set; } = "";

    /// <summary>The name of the step.</summary>
    [JsonIgnore]
    public string Step { get; set; } = "";

    /// <summary>The uuid of the step, in braces.</summary>
    public string? StepUuid { get; set; }

    /// <summary>The number of tests.</summary>
    [JsonPropertyName("number_of_test_cases")]
    [JsonConverter(typeof(NumberConverter))]
    public long Total { get; set; }

    /// <summary>The number of successful tests.</summary>
    [JsonPropertyName("number_of_successful_test_cases")]
    [JsonConverter(typeof(NumberConverter))]
    public long Passed { get; set; }

    /// <summary>The number of failed tests.</summary>
    [JsonPropertyName("number_of_failed_test_cases")]
    [JsonConverter(typeof(NumberConverter))]
    public long Failed { get; set; }

    /// <summary>The number of tests that ended with an error.</summary>
    [JsonPropertyName("number_of_error_test_cases")]
    [JsonConverter(typeof(NumberConverter))]
    public long Errors { get; set; }

    /// <summary>The number of skipped tests.</summary>
    [JsonPropertyName("number_of_skipped_test_cases")]
    [JsonConverter(typeof(NumberConverter))]
    public long Skipped { get; set; }

    /// <summary>The step with its numbers of failed tests and of all tests.</summary>
    public override string ToString() => $"{Step}: {Failed + Errors} of {Total} failed";
}
