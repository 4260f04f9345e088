using System.Globalization;
using System.Management.Automation;

namespace BitbucketPipelines;

/// <summary>
/// Converts to a number of seconds: a TimeSpan, or a text such as <c>90s</c>, <c>5m</c> or <c>2h</c>. A plain number remains a number of
/// seconds.
/// </summary>
internal sealed class SecondsTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (ValueText.Unwrap(inputData) is TimeSpan span)
        {
            return span.TotalSeconds;
        }

        string? text = DurationText.Of(inputData);
        if (DurationText.Parse(text) is { } duration)
        {
            return duration.TotalSeconds;
        }

        return text is null || LanguagePrimitives.TryConvertTo(inputData, out double _)
            ? inputData
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) ? time.TotalSeconds
            : throw new ArgumentTransformationMetadataException(
                $"'{text}' is not a valid duration. Specify a number of seconds, a text such as 90s, 5m, 2h or 0:05:00, or a TimeSpan.");
    }
}
