using System.Globalization;
using System.Management.Automation;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// Converts to an age: a TimeSpan, a number of days, a text such as <c>30d</c>, <c>12h</c> or <c>7.00:00:00</c>, or a time in the past.
/// PowerShell itself would convert a number to ticks of 100 nanoseconds.
/// </summary>
internal sealed class AgeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        TimeSpan? age = DurationText.Parse(DurationText.Of(inputData)) ?? data switch
        {
            TimeSpan span => span,
            DateTimeOffset since => Now - since,
            DateTime since => Now.UtcDateTime - since.ToUniversalTime(),
            string text => Parse(text.Trim()),
            IConvertible number and not (bool or char or Enum) => Days(Convert.ToDouble(number, CultureInfo.InvariantCulture)),
            _ => null,
        };
        return age is { Ticks: >= 0 } found
            ? found
            : throw new ArgumentTransformationMetadataException(
                $"'{data}' is not a valid age. Specify a number of days, a text such as 30d, 12h or 7.00:00:00, a TimeSpan, "
                + "or a time in the past.");
    }

    private static DateTimeOffset Now => BitbucketClientOptions.DefaultClock.GetUtcNow();

    private static TimeSpan? Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double days) ? Days(days)
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) ? span
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset since)
        ? Now - since
        : null;

    private static TimeSpan? Days(double days) => days is >= 0 and < 1_000_000 ? TimeSpan.FromDays(days) : null;
}
