namespace BitbucketEmulator;

/// <summary>A query string (or a form body, which has the same grammar). Names repeat: <c>status=A&amp;status=B</c>.</summary>
internal sealed class QueryParameters
{
    private readonly List<KeyValuePair<string, string>> _items = [];

    public QueryParameters(string text)
    {
        foreach (string part in text.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? part : part[..equals];
            string value = equals < 0 ? "" : part[(equals + 1)..];
            _items.Add(new(Decode(name), Decode(value)));
        }
    }

    public IReadOnlyList<KeyValuePair<string, string>> Items => _items;

    public string? First(string name)
    {
        foreach (KeyValuePair<string, string> item in _items)
        {
            if (item.Key == name)
            {
                return item.Value;
            }
        }

        return null;
    }

    public IReadOnlyList<string> All(string name) => [.. _items.Where(item => item.Key == name).Select(item => item.Value)];

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
