using System.Collections;
using System.Text.Json;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api.Models;

/// <summary>
/// The output of a test case. Bitbucket does not document the fields, so <see cref="GetRaw"/> returns all; those that look like a
/// message, a stack trace or output are properties.
/// </summary>
public sealed class TestCaseReason : RepositoryItem, IStepItem
{
    private static readonly string[] s_message = ["message", "reason", "summary", "title", "description"];
    private static readonly string[] s_stackTrace = ["stack_trace", "stackTrace", "stacktrace", "trace"];
    private static readonly string[] s_output = ["output", "text", "content", "details", "system_out", "system_err"];

    /// <summary>The name of the test case.</summary>
    public string Name { get; set; } = "";

    /// <summary>The uuid of the test case, in braces.</summary>
    public string? TestCaseUuid { get; set; }

    /// <summary>The message; null when there is none.</summary>
    public string? Message { get; set; }

    /// <summary>The stack trace; null when there is none.</summary>
    public string? StackTrace { get; set; }

    /// <summary>The output of the test; null when there is none.</summary>
    public string? Output { get; set; }

    /// <summary>Message, output and stack trace as one text without repetitions; the JSON text when there are none.</summary>
    public string Text { get; set; } = "";

    /// <summary>The pipeline: its build number if known, else its uuid.</summary>
    public string Pipeline { get; set; } = "";

    /// <summary>The name of the step.</summary>
    public string Step { get; set; } = "";

    /// <summary>The uuid of the step, in braces.</summary>
    public string? StepUuid { get; set; }

    /// <summary>Reads a reason from JSON of any shape.</summary>
    public static TestCaseReason From(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            string text = json.ValueKind switch
            {
                JsonValueKind.String => json.GetString() ?? "",
                JsonValueKind.Null or JsonValueKind.Undefined => "",
                _ => json.GetRawText(),
            };
            return new TestCaseReason { Message = text.Length == 0 ? null : text, Text = text };
        }

        // Duplicate property names are not an error.
        var all = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonProperty property in json.EnumerateObject())
        {
            all[property.Name] = property.Value;
        }

        var reason = new TestCaseReason
        {
            Type = Find(all, "type"),
            AdditionalProperties = all,
            Message = Find(all, s_message),
            StackTrace = Find(all, s_stackTrace),
            Output = Find(all, s_output),
        };
        reason.Text = Join(reason.Message, reason.Output, reason.StackTrace) is { Length: > 0 } joined ? joined : json.GetRawText();
        return reason;
    }

    /// <inheritdoc/>
    public override IDictionary GetRaw() => RawAnswer.Of(AdditionalProperties ?? []);

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    private static string? Find(Dictionary<string, JsonElement> all, params string[] names) => names
        .Select(n => all.TryGetValue(n, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)
        .FirstOrDefault(text => !string.IsNullOrEmpty(text));

    private static string Join(params string?[] parts)
    {
        var kept = new List<string>();
        foreach (string part in parts.OfType<string>())
        {
            if (!kept.Exists(k => k.Contains(part)))
            {
                kept.RemoveAll(k => part.Contains(k));
                kept.Add(part);
            }
        }

        return string.Join("\n", kept);
    }
}
