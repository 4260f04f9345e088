using System.Globalization;
using System.Text;

namespace BitbucketPipelines.Api;

/// <summary>Finds a text within another one, as plain text or encoded: JSON, JSON quoted in JSON, percent, form and HTML.</summary>
internal static class EncodedText
{
    /// <summary>Shorter parts of base64 occur in other texts by chance.</summary>
    private const int ShortestBase64 = 6;

    private static readonly (
        string Text, int Rune)[] s_entities = [("&quot;", '"'), ("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&apos;", '\'')];

    /// <summary>The index after the secret that begins at <paramref name="at"/>; -1 if it does not begin there.</summary>
    public static int Match(string text, int at, int[] secret)
    {
        int plain = at;
        int i = 0;
        while (i < secret.Length && plain < text.Length && RuneAt(text, plain, out int size) == secret[i])
        {
            plain += size;
            i++;
        }

        if (i == secret.Length)
        {
            return plain;
        }

        // JSON, then JSON that is quoted in JSON.
        return MatchEncoded(text, at, secret, 1) is int once and >= 0 ? once : MatchEncoded(text, at, secret, 2);
    }

    /// <summary>The bytes of a secret in hexadecimal and in base64, also as they are within the base64 of a longer text.</summary>
    public static IEnumerable<string> ByteCodes(string secret)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(secret);
        string hex = string.Concat(bytes.Select(b => b.ToString("X2", CultureInfo.InvariantCulture)));
        yield return hex;
        yield return hex.ToLowerInvariant();
        yield return Convert.ToBase64String(bytes);
        // Three bytes are four characters, so there are three ways in which the same bytes can begin. The characters at both ends also
        // depend on the neighbouring bytes.
        for (int before = 0; before < 3; before++)
        {
            int first = ((before * 8) + 5) / 6;
            int end = (before + bytes.Length) * 8 / 6;
            if (end - first >= ShortestBase64)
            {
                string part = Convert.ToBase64String([.. new byte[before], .. bytes]).Substring(first, end - first);
                yield return part;
                yield return part.Replace('+', '-').Replace('/', '_');
            }
        }
    }

    private static int MatchEncoded(string text, int at, int[] secret, int depth)
    {
        foreach (int rune in secret)
        {
            int length = EncodedLength(text, at, rune, depth);
            if (length == 0)
            {
                return -1;
            }

            at += length;
        }

        return at;
    }

    /// <summary>The number of characters that stand for the rune at this index, in any encoding; 0 when they do not.</summary>
    private static int EncodedLength(string text, int at, int rune, int depth)
    {
        if (at >= text.Length)
        {
            return 0;
        }

        int length = text[at] switch
        {
            '\\' => JsonLength(text, at, rune, depth),
            '%' => PercentLength(text, at, rune),
            '&' => HtmlLength(text, at, rune),
            '+' when rune == ' ' => 1,
            _ => 0,
        };
        return length > 0 ? length : RuneAt(text, at, out int size) == rune ? size : 0;
    }

    private static int JsonLength(string text, int at, int rune, int depth)
    {
        string utf16 = char.ConvertFromUtf32(rune);
        int end = at;
        foreach (char c in utf16)
        {
            // JSON quoted in JSON escapes the backslash again.
            int slash = end;
            while (slash < text.Length && text[slash] == '\\')
            {
                slash++;
            }

            if (slash == end || slash >= text.Length || text[slash] != 'u' || Hex(text, slash + 1, 4) != c)
            {
                return JsonEscapeLength(text, at, rune, depth);
            }

            end = slash + 5;
        }

        return end - at;
    }

    private static int JsonEscapeLength(string text, int at, int rune, int depth)
    {
        int slash = at;
        while (slash + 1 < text.Length && text[slash] == '\\' && text[slash + 1] == '\\')
        {
            slash++;
        }

        int run = slash + 1 - at;
        if (rune == '\\')
        {
            return run >= 2 * depth ? 2 * depth : 0;
        }

        int decoded = slash + 1 >= text.Length ? -1 : text[slash + 1] switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\b',
            'f' => '\f',
            '"' => '"',
            '\'' => '\'',
            '/' => '/',
            _ => -1,
        };
        return decoded == rune ? slash + 2 - at : 0;
    }

    private static int PercentLength(string text, int at, int rune)
    {
        int end = at;
        foreach (byte b in Encoding.UTF8.GetBytes(char.ConvertFromUtf32(rune)))
        {
            if (end >= text.Length || text[end] != '%' || Hex(text, end + 1, 2) != b)
            {
                return 0;
            }

            end += 3;
        }

        return end - at;
    }

    /// <summary>The value of the hexadecimal digits; -1 when they are invalid.</summary>
    private static int Hex(string text, int at, int digits)
    {
        int number = 0;
        for (int i = at; i < at + digits; i++)
        {
            int digit = i < text.Length ? "0123456789abcdef".IndexOf(char.ToLowerInvariant(text[i])) : -1;
            if (digit < 0)
            {
                return -1;
            }

            number = (number * 16) + digit;
        }

        return number;
    }

    private static int HtmlLength(string text, int at, int rune)
    {
        foreach ((string entity, int decoded) in s_entities)
        {
            if (decoded == rune && string.CompareOrdinal(text, at, entity, 0, entity.Length) == 0)
            {
                return entity.Length;
            }
        }

        int end = text.IndexOf(';', at);
        if (end < 0 || end - at is < 3 or > 10 || text[at + 1] != '#')
        {
            return 0;
        }

        bool hex = text[at + 2] is 'x' or 'X';
        string digits = text.Substring(at + (hex ? 3 : 2), end - at - (hex ? 3 : 2));
        return int.TryParse(digits, hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out int code)
            && code == rune
            ? end + 1 - at : 0;
    }

    private static int RuneAt(string text, int at, out int size)
    {
        size = char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
        return size == 2 ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];
    }

    /// <summary>The code points of a text.</summary>
    public static int[] Runes(string text)
    {
        var runes = new List<int>(text.Length);
        for (int at = 0; at < text.Length;)
        {
            int rune = RuneAt(text, at, out int size);
            // A lone surrogate is sent as the replacement character.
            runes.Add(size == 1 && char.IsSurrogate((char)rune) ? 0xFFFD : rune);
            at += size;
        }

        return [.. runes];
    }
}
