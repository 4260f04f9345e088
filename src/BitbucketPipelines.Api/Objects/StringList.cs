using System.Collections.ObjectModel;
using System.Text.Json.Serialization;
using BitbucketPipelines.Api.Json;

namespace BitbucketPipelines.Api;

/// <summary>
/// Strings that scripts use like an array. The text of the list is its items, separated by commas, so that Export-Csv writes them and not
/// the name of a type.
/// </summary>
[JsonConverter(typeof(StringListConverter))]
#pragma warning disable CA1710 // In PowerShell, such a property is a list or an array; nobody writes the name of the type.
public sealed class StringList : ReadOnlyCollection<string>
#pragma warning restore CA1710
{
    /// <summary>A list without items.</summary>
    internal static readonly StringList None = new([]);

    internal StringList(IEnumerable<string> items)
        : base([.. items])
    {
    }

    /// <summary>The number of items; the same as Count, because arrays have this property.</summary>
    public int Length => Count;

    /// <summary>The items, separated by commas.</summary>
    public override string ToString() => string.Join(", ", Items);
}
