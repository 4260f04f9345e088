using System.Globalization;

namespace BitbucketPipelines.Api.Reports;

/// <summary>Translates the severities of tools to those of Bitbucket.</summary>
internal static class Severities
{
    /// <summary>Translates a word; null when it is not known.</summary>
    public static FindingSeverity? OfWord(string? word) => word?.Trim().ToUpperInvariant() switch
    {
        "CRITICAL" or "BLOCKER" or "FATAL" => FindingSeverity.Critical,
        "HIGH" or "ERROR" or "PARSEERROR" or "MAJOR" or "SERIOUS" or "FAILED" or "FAILURE" => FindingSeverity.High,
        "MEDIUM" or "WARNING" or "WARN" or "MODERATE" => FindingSeverity.Medium,
        "LOW" or "INFO" or "INFORMATION" or "INFORMATIONAL" or "NOTE" or "NOTICE" or "HINT" or "MINOR" or "STYLE" or "SUGGESTION"
            or "NONE" or "VERBOSE" => FindingSeverity.Low,
        _ => null,
    };

    /// <summary>Translates a score from 0 to 10, as in <c>security-severity</c> of SARIF; null when it is none.</summary>
    public static FindingSeverity? OfScore(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double score) && score is >= 0 and <= 10
            ? score >= 9 ? FindingSeverity.Critical : score >= 7 ? FindingSeverity.High : score >= 4 ? FindingSeverity.Medium
                : FindingSeverity.Low
            : null;

    /// <summary>The word of Bitbucket.</summary>
    public static string Word(FindingSeverity severity) => severity.ToString().ToUpperInvariant();
}
