using System.Text.Json;
using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Models;

/// <summary>A test case of a step.</summary>
public sealed class TestCase : RepositoryItem, IStepItem, ICheckedItem
{
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid, Name);

    /// <summary>The status of a successful test.</summary>
    public const string Successful = "SUCCESSFUL";

    /// <summary>The status of a failed test.</summary>
    public const string FailedStatus = "FAILED";

    /// <summary>The status of a test that ended with an error.</summary>
    public const string ErrorStatus = "ERROR";

    /// <summary>The status of a skipped test.</summary>
    public const string Skipped = "SKIPPED";

    /// <summary>The statuses that Bitbucket is known to use.</summary>
    internal static IReadOnlyList<string> KnownStatuses { get; } = [Successful, FailedStatus, ErrorStatus, Skipped];

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary>The name with package and class.</summary>
    public string? FullyQualifiedName { get; set; }

    /// <summary>The name of the package.</summary>
    public string? PackageName { get; set; }

    /// <summary>The status: SUCCESSFUL, FAILED, ERROR or SKIPPED. The server may add values.</summary>
    public string? Status { get; set; }

    /// <summary>The duration; null when the server does not state it.</summary>
    [JsonInclude]
    [JsonConverter(typeof(IsoDurationConverter))]
    internal TimeSpan? Duration { get; set; }

    /// <summary>The duration in seconds; null when the server does not state it.</summary>
    [JsonIgnore]
    public double? DurationSeconds => Seconds.Of(Duration);

    /// <summary>The reason of a failure if the list contains it; otherwise Get-BbTestCaseReason reads it.</summary>
    [JsonIgnore]
    public string? Reason => ReasonDetail is { } reason ? TestCaseReason.From(reason).Text : null;

    /// <summary>The reason from the response.</summary>
    [JsonInclude]
    [JsonPropertyName("reason")]
    internal JsonElement? ReasonDetail { get; set; }

    /// <summary>The pipeline: its build number if known, else its uuid.</summary>
    [JsonIgnore]
    public string Pipeline { get; set; } = "";

    /// <summary>The name of the step.</summary>
    [JsonIgnore]
    public string Step { get; set; } = "";

    /// <summary>The uuid of the step, in braces.</summary>
    [JsonIgnore]
    public string? StepUuid { get; set; }

    /// <summary>Whether the test failed or ended with an error.</summary>
    [JsonIgnore]
    public bool IsFailed => Status is FailedStatus or ErrorStatus;

    /// <summary>The name, else the class or uuid.</summary>
    public override string ToString() =>
        new[] { Name, FullName(), PackageName, Uuid }.FirstOrDefault(text => !string.IsNullOrWhiteSpace(text))
        ?? Nameless;

    private const string Nameless = "(a test without a name)";

    /// <summary>The qualified name. It ends with dots when the test has no name, such as <c>acme.tests..</c></summary>
    private string? FullName()
    {
        string? name = FullyQualifiedName?.Trim().Trim('.');
        return string.IsNullOrEmpty(name) || !FullyQualifiedName!.TrimEnd().EndsWith(".", StringComparison.Ordinal)
            ? name
            : $"{name} {Nameless}";
    }
}
