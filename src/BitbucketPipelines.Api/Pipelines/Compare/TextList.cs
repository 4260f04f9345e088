using System.Collections.ObjectModel;

namespace BitbucketPipelines.Api.Runs;

/// <summary>A list whose text is that of its items, so that Export-Csv writes them and not the name of a type.</summary>
/// <param name="items">The items.</param>
/// <param name="separator">What stands between two of them in the text.</param>
internal sealed class TextList<T>(IEnumerable<T> items, string separator = "; ") : ReadOnlyCollection<T>([.. items])
{
    /// <summary>The items, one after the other.</summary>
    public override string ToString() => string.Join(separator, Items);
}
