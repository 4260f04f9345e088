using System.Text.Json;
using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Models;

/// <summary>A test case of a step.</summary>
public sealed class TestCase : RepositoryItem, IStepItem, ICheckedItem
{
    /// <summary>What tells it from others.</summary>
    bool ICheckedItem.IsWhole => CheckedItem.HasAny(Uuid, Name);

    /// <summary>SUCCESSFUL.</summary>
    public const string Successful = "SUCCESSFUL";

    /// <summary>FAILED.</summary>
    public const string FailedStatus = "FAILED";

    /// <summary>ERROR.</summary>
    public const string ErrorStatus = "ERROR";

    /// <summary>SKIPPED.</summary>
    public const string Skipped = "SKIPPED";

    /// <summary>The uuid, in braces.</summary>
    public string? Uuid { get; set; }

    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary>The name with class and package.</summary>
    public string? FullyQualifiedName { get; set; }

    /// <summary>The package.</summary>
    public string? PackageName { get; set; }

    /// <summary>SUCCESSFUL, FAILED, ERROR or SKIPPED; other words may come.</summary>
    public string? Status { get; set; }

    /// <summary>How long it took, when the server tells.</summary>
    [JsonConverter(typeof(IsoDurationConverter))]
    public TimeSpan? Duration { get; set; }

    /// <summary>Why it failed, when the list says so; Get-BbTestCaseReason asks.</summary>
    [JsonIgnore]
    public string? Reason => ReasonDetail is { } reason ? TestCaseReason.From(reason).Text : null;

    /// <summary>The reason, as the server tells it.</summary>
    [JsonPropertyName("reason")]
    public JsonElement? ReasonDetail { get; set; }

    /// <summary>The run: its build number when known, else its uuid.</summary>
    [JsonIgnore]
    public string Pipeline { get; set; } = "";

    /// <summary>The name of the step.</summary>
    [JsonIgnore]
    public string Step { get; set; } = "";

    /// <summary>The uuid of the step, in braces.</summary>
    [JsonIgnore]
    public string? StepUuid { get; set; }

    /// <summary>Whether it failed, or ended with an error.</summary>
    [JsonIgnore]
    public bool IsFailed => Status is FailedStatus or ErrorStatus;

    /// <summary>The name; of a test without one its class or uuid.</summary>
    public override string ToString() =>
        new[] { Name, FullName(), PackageName, Uuid }.FirstOrDefault(text => !string.IsNullOrWhiteSpace(text))
        ?? Nameless;

    private const string Nameless = "(a test without a name)";

    /// <summary>Of package, class and name, those that are missing leave their dots: <c>acme.tests..</c></summary>
    private string? FullName()
    {
        string? told = FullyQualifiedName?.Trim().Trim('.');
        return string.IsNullOrEmpty(told) || !FullyQualifiedName!.TrimEnd().EndsWith(".", StringComparison.Ordinal)
            ? told
            : $"{told} {Nameless}";
    }
}
