using System.Text.Json;

namespace BitbucketPipelines.Api;

/// <summary>Which items of a list came already: in all times that the list is read, and in this one.</summary>
/// <param name="key">Identifies an item; an item without a key counts as new.</param>
internal sealed class SeenItems<T>(Func<T, string?> key)
{
    private readonly HashSet<string> _all = new(StringComparer.Ordinal);
    private HashSet<string> _now = new(StringComparer.Ordinal);
    private HashSet<string> _before = new(StringComparer.Ordinal);
    private string? _lastPage;

    /// <summary>Whether the list has other items than the last time that it was read.</summary>
    public bool HasChanged => !_now.SetEquals(_before);

    /// <summary>Adds the items of a page.</summary>
    /// <returns>The items that never came before, and how many did not come before in this pass.</returns>
    public (List<T> Fresh, int Unseen) Add(List<T> page) => IsRepeated(page) ? ([], 0)
        : (page.FindAll(v => key(v) is not { } k || _all.Add(k)), page.Count(v => key(v) is not { } k || _now.Add(k)));

    /// <summary>The list is read once more from its beginning.</summary>
    public void BeginPass()
    {
        (_before, _now) = (_now, _before);
        _now.Clear();
    }

    /// <summary>Whether a page repeats the previous one; only checked for items without a key.</summary>
    private bool IsRepeated(List<T> page)
    {
        string? text = page is List<JsonElement> { Count: > 0 } raw && page.TrueForAll(v => key(v) is null)
            ? string.Join(",", raw.Select(v => v.GetRawText())) : null;
        bool same = text is not null && text == _lastPage;
        _lastPage = text;
        return same;
    }
}
