using System.ComponentModel;
using System.Management.Automation;

namespace BitbucketPipelines.Output;

/// <summary>
/// Puts times in the place of the copies that PowerShell makes of them in a file, a job or another computer, which ConvertTo-Json writes as
/// twenty values. PowerShell calls it for the objects of this module, because it is the type that they are to become; they stay what they
/// are. Times of other modules are not touched.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[TypeConverter(typeof(TimeConverter))]
public sealed class TimeConverter : PSTypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) =>
        destinationType == typeof(TimeConverter) && sourceValue is PSObject { BaseObject: PSCustomObject };

    /// <inheritdoc/>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase)
    {
        if (sourceValue is not PSObject item)
        {
            throw new InvalidCastException();
        }

        // A property that was read from a file is a PSProperty with a value of its own.
        foreach (PSPropertyInfo property in item.Properties.Where(p => p is PSProperty or PSNoteProperty))
        {
            if (Read(property.Value) is { } time)
            {
                property.Value = time;
            }
        }

        return item;
    }

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new InvalidCastException();

    private static DateTimeOffset? Read(object? value) =>
        value is PSObject { BaseObject: PSCustomObject } copy
        && copy.TypeNames.Contains("Deserialized." + typeof(DateTimeOffset).FullName)
        && copy.Properties["UtcDateTime"]?.Value is DateTime utc
        && LanguagePrimitives.TryConvertTo(copy.Properties["Offset"]?.Value, out TimeSpan offset)
            ? new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToOffset(offset) : null;
}
