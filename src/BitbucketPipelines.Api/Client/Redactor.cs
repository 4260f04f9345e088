using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace BitbucketPipelines.Api;

/// <summary>
/// Removes the secrets of a request from texts of the server, which may repeat what it rejects. Secrets are the credentials, those of the
/// proxy too, and in the body the <c>value</c> of every object that is <c>secured</c> and all members with secret names. They are found as
/// plain text and in every encoding in which they are sent or may be quoted: JSON, percent, form and HTML.
/// </summary>
internal sealed class Redactor
{
    public const string Mark = "(secured)";

    /// <summary>A shorter secret occurs in many texts by chance: if it occurs as a word, the whole text is withheld instead.</summary>
    private const int ShortestToCutOut = 4;

    /// <summary>
    /// Each line of at least this length in a multi-line secret is a secret of its own, because a server may change line breaks.
    /// </summary>
    private const int ShortestLine = 8;

    private static readonly HashSet<string> s_secretNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "private_key", "password", "passphrase", "secret", "token", "access_token", "refresh_token", "client_secret", "api_key", "apikey",
    };

    private static readonly (
        string Text, int Rune)[] s_entities = [("&quot;", '"'), ("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&apos;", '\'')];

    private readonly int[][] _secrets;

    private Redactor(IEnumerable<string> secrets)
    {
        _secrets = [.. secrets.SelectMany(
            Parts).Where(p => p.Length > 0).Distinct(StringComparer.Ordinal).OrderByDescending(p => p.Length).Select(Runes)];
    }

    /// <summary>A redactor for the response to one request, which may also have come from a proxy.</summary>
    public static Redactor For(
        ApiRequest request, IEnumerable<AuthenticationHeaderValue?> authorizations, NetworkCredential? proxy = null) =>
        new([.. OfBody(request.Body, request.ContentType), .. authorizations.SelectMany(OfHeader), .. OfProxy(proxy)]);

    /// <summary>A redactor for the given secrets.</summary>
    public static Redactor For(params string[] secrets) => new(secrets);

    /// <summary>The text with every secret replaced.</summary>
    public string Clean(string text)
    {
        foreach (int[] secret in _secrets)
        {
            text = secret.Length < ShortestToCutOut ? Withhold(text, secret) : CutOut(text, secret);
        }

        return text;
    }

    /// <summary>The failure with every secret replaced in all of its texts.</summary>
    public BitbucketApiException Clean(BitbucketApiException failure) => _secrets.Length == 0 ? failure : failure.Cleaned(Clean);

    private static string Withhold(string text, int[] secret)
    {
        for (int at = 0; at < text.Length; at++)
        {
            if (Match(text, at, secret) is int end and >= 0 && IsEdge(text, at - 1, at) && IsEdge(text, end, end - 1))
            {
                return Mark;
            }
        }

        return text;
    }

    /// <summary>Whether there is a word boundary between two neighbouring characters.</summary>
    private static bool IsEdge(string text, int outside, int inside) =>
        outside < 0 || outside >= text.Length || !char.IsLetterOrDigit(text[outside]) || !char.IsLetterOrDigit(text[inside]);

    private static string CutOut(string text, int[] secret)
    {
        StringBuilder? cut = null;
        int from = 0;
        for (int at = 0; at < text.Length; at++)
        {
            if (Match(text, at, secret) is int end and >= 0)
            {
                (cut ??= new StringBuilder()).Append(text, from, at - from).Append(Mark);
                from = end;
                at = end - 1;
            }
        }

        return cut is null ? text : cut.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>The index after the secret that begins at <paramref name="at"/>; -1 when it does not begin there.</summary>
    private static int Match(string text, int at, int[] secret)
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
            '\\' => OfJson(text, at, rune, depth),
            '%' => OfPercent(text, at, rune),
            '&' => OfHtml(text, at, rune),
            '+' when rune == ' ' => 1,
            _ => 0,
        };
        return length > 0 ? length : RuneAt(text, at, out int size) == rune ? size : 0;
    }

    private static int OfJson(string text, int at, int rune, int depth)
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
                return Short(text, at, rune, depth);
            }

            end = slash + 5;
        }

        return end - at;
    }

    private static int Short(string text, int at, int rune, int depth)
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

    private static int OfPercent(string text, int at, int rune)
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

    private static int OfHtml(string text, int at, int rune)
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

    private static int[] Runes(string text)
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

    private static IEnumerable<string> Parts(string secret)
    {
        yield return secret;
        yield return secret.Trim();
        string[] lines = secret.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        // The first and last lines of a key are the same in all keys.
        foreach (string line in lines.Length < 2
            ? []
            : lines.Select(l => l.Trim()).Where(l => l.Length >= ShortestLine && !l.StartsWith("-----", StringComparison.Ordinal)))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> OfProxy(NetworkCredential? proxy) => proxy is not { Password.Length: > 0 }
        ? []
        : [proxy.Password, Convert.ToBase64String(Encoding.UTF8.GetBytes($"{proxy.UserName}:{proxy.Password}"))];

    private static IEnumerable<string> OfHeader(AuthenticationHeaderValue? header)
    {
        if (header?.Parameter is not { Length: > 0 } parameter)
        {
            yield break;
        }

        yield return parameter;
        if (header.Scheme != "Basic")
        {
            yield break;
        }

        string plain;
        try
        {
            plain = Encoding.UTF8.GetString(Convert.FromBase64String(parameter));
        }
        catch (FormatException)
        {
            yield break;
        }

        yield return plain;
        yield return plain.Substring(plain.IndexOf(':') + 1);
    }

    private static List<string> OfBody(byte[]? body, string contentType)
    {
        var found = new List<string>();
        if (body is not { Length: > 0 })
        {
            return found;
        }

        if (contentType.IndexOf("json", StringComparison.OrdinalIgnoreCase) < 0)
        {
            if (contentType.IndexOf("form-urlencoded", StringComparison.OrdinalIgnoreCase) >= 0)
            {
                CollectForm(Encoding.UTF8.GetString(body), found);
            }

            return found;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            Collect(document.RootElement, found);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The body is not valid JSON, so no secrets can be found in it.
        }

        return found;
    }

    private static void CollectForm(string body, List<string> found)
    {
        (string Name, string Value)[] pairs = [.. body.Split('&').Select(p => p.Split(['='], 2)).Where(p => p.Length == 2)
            .Select(p => (Decoded(p[0]), Decoded(p[1])))];
        bool secured = pairs.Any(
            p => p.Name.Equals("secured", StringComparison.OrdinalIgnoreCase)
            && p.Value.Equals("true", StringComparison.OrdinalIgnoreCase));
        found.AddRange(
            pairs.Where(p => s_secretNames.Contains(p.Name) || (secured && p.Name.Equals("value", StringComparison.OrdinalIgnoreCase)))
            .Select(p => p.Value));

        static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
    }

    private static void Collect(JsonElement element, List<string> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                Collect(item, found);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            bool secured = element.EnumerateObject().Any(m => m.Name.Equals("secured", StringComparison.OrdinalIgnoreCase)
                && (m.Value.ValueKind == JsonValueKind.True
                    || (m.Value.ValueKind == JsonValueKind.String
                    && m.Value.GetString()!.Equals("true", StringComparison.OrdinalIgnoreCase))));
            foreach (JsonProperty member in element.EnumerateObject())
            {
                if (s_secretNames.Contains(member.Name) || (secured && member.Name.Equals("value", StringComparison.OrdinalIgnoreCase)))
                {
                    CollectAll(member.Value, found);
                }
                else
                {
                    Collect(member.Value, found);
                }
            }
        }
    }

    /// <summary>Collects every string and number within a secret value.</summary>
    private static void CollectAll(JsonElement element, List<string> found)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                found.Add(element.GetString()!);
                break;
            case JsonValueKind.Number:
                found.Add(element.GetRawText());
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    CollectAll(item, found);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    CollectAll(member.Value, found);
                }

                break;
        }
    }
}
