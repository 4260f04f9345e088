using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// Converts a TimeSpan, or a text such as <c>7d</c>, <c>12h</c> or <c>30m</c>, to the time that long ago. A date remains a date.
/// </summary>
internal sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? data = ValueText.Unwrap(inputData);
        TimeSpan? age = data is TimeSpan span ? span : DurationText.Parse(DurationText.Of(inputData));
        bool canBeRefused = data is string or int or long or double or decimal;
        if (age is null && (!canBeRefused || LanguagePrimitives.TryConvertTo(inputData, out DateTimeOffset _)))
        {
            return inputData;
        }

        age ??= TimeSpan.TryParse(data as string, CultureInfo.InvariantCulture, out TimeSpan read) ? read : null;
        DateTimeOffset now = BitbucketClientOptions.DefaultClock.GetUtcNow();
        return age is { } ago && ago >= TimeSpan.Zero && ago < now - DateTimeOffset.MinValue
            ? now - ago
            : throw new ArgumentTransformationMetadataException(
                $"'{inputData}' is not a valid time. Specify a date, or how long ago: 7d, 12h, 30m, or a positive TimeSpan.");
    }
}
