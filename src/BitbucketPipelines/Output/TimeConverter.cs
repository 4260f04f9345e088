using System.ComponentModel;
using System.Management.Automation;

namespace BitbucketPipelines.Output;

/// <summary>Makes a time of what PowerShell made of one in a file, a job or another computer. It converts nothing else.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TimeConverter : PSTypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) =>
        destinationType == typeof(DateTimeOffset) && Read(sourceValue) is not null;

    /// <inheritdoc/>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        Read(sourceValue) ?? throw new InvalidCastException();

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new InvalidCastException();

    private static DateTimeOffset? Read(object? value) =>
        value is PSObject { BaseObject: PSCustomObject } copy && copy.Properties["UtcDateTime"]?.Value is DateTime utc
        && LanguagePrimitives.TryConvertTo(copy.Properties["Offset"]?.Value, out TimeSpan offset)
            ? new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToOffset(offset) : null;
}
