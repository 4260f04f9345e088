using System.Text;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Tests.Variables;

/// <summary>Creates random variables and damaged files. The seed is fixed, so every run uses the same ones.</summary>
internal sealed class RandomText(int seed)
{
    /// <summary>Characters with a special meaning in the formats, and characters that must not change.</summary>
    private static readonly string[] s_pieces =
    [
        "\"", "'", "\\", "$", "`", "#", " #", "# ", "=", ",", ";", ":", "{", "}", "[", "]",
        " ", "  ", "\t", "\"\"", "''", "\\n", "\\\"", "${X}", "@{", "!", "&",
        "a", "Z", "0", "true", "null", "1.10", "export ", "# secured: X",
        "//", "/*", "<b>", "é", "ß", "日本", "😀",
        "\u00A0", "\u2028", "\u0085", "\uFEFF", "\u2019", "\0", "\u001B", "\u007F",
    ];

    private static readonly string[] s_structure =
    [
        .. s_pieces, "\n", "\r\n", "\r", "A=", "B=\"", "Name,Value,Secured\n", "Name;Value\n",
        "\"A\":", "\"value\":", "\"key\":\"A\"", "\"secured\":true", "\"values\":[", "\\u00e9", "\\ud800",
    ];

    private readonly Random _random = new(seed);

    public string Value() => _random.Next(10) == 0 ? "" : Join(s_pieces, 12);

    /// <summary>Creates entries with different valid names. A few have no value.</summary>
    public List<VariableEntry> Entries()
    {
        var entries = new List<VariableEntry>();
        for (int i = _random.Next(12); i >= 0; i--)
        {
            string name = $"{"aAbB_"[_random.Next(5)]}{_random.Next(100)}_{i}";
            bool? secured = _random.Next(3) switch { 0 => true, 1 => false, _ => null };
            entries.Add(_random.Next(6) == 0 ? new(name, null, true) : new(name, Value(), secured));
        }

        return entries;
    }

    public string Garbage() => _random.Next(2) == 0 ? Join(s_structure, 30) : Encoding.UTF8.GetString(Bytes(_random.Next(60)));

    /// <summary>Damages a text: removes, inserts or duplicates some characters.</summary>
    public string Damage(string text)
    {
        for (int i = _random.Next(4); i >= 0; i--)
        {
            int at = _random.Next(text.Length + 1);
            int length = Math.Min(_random.Next(6), text.Length - at);
            text = _random.Next(3) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, s_structure[_random.Next(s_structure.Length)]),
                _ => text.Insert(at, text.Substring(at, length)),
            };
        }

        // Replaces lone surrogates, which text from a file cannot contain.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    private string Join(string[] pieces, int most) =>
        string.Concat(Enumerable.Range(0, _random.Next(most)).Select(_ => pieces[_random.Next(pieces.Length)]));

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
