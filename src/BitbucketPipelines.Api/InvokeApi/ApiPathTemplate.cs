using System.Text.RegularExpressions;

namespace BitbucketPipelines.Api.Raw;

/// <summary>
/// The address of any API resource as a user writes it: relative, or absolute if it belongs to the API of the session. Escapes what is not
/// escaped yet, and allows no path outside the API.
/// </summary>
/// <param name="Path">The escaped path, relative to the root of the API.</param>
/// <param name="Query">The decoded query parameters.</param>
internal sealed record ApiPathTemplate(string Path, IReadOnlyList<KeyValuePair<string, string>> Query)
{
    private static readonly Regex s_placeholder = new(@"\{([A-Za-z_]+)\}", RegexOptions.CultureInvariant);

    /// <summary>Parses an address.</summary>
    /// <param name="text">The address.</param>
    /// <param name="root">The root of the API.</param>
    /// <param name="valueOf">Returns the value of a placeholder in braces, such as <c>workspace</c>; null for an unknown one.</param>
    /// <exception cref="ArgumentException">The address belongs to another API, or a segment is invalid.</exception>
    public static ApiPathTemplate Parse(string text, Uri root, Func<string, string?> valueOf)
    {
        string address = text.Trim();
        bool whole = address.IndexOf("://", StringComparison.Ordinal) is > 0 and int scheme && address.IndexOfAny(['/', '?']) > scheme;
        string rest = whole ? BelowRoot(address, root) : address;
        int mark = rest.IndexOf('?');
        string query = mark < 0 ? "" : rest.Substring(mark + 1);
        string path = (mark < 0 ? rest : rest.Substring(0, mark)).TrimStart('/');
        if (path == "2.0" || path.StartsWith("2.0/", StringComparison.Ordinal))
        {
            path = path.Substring(3).TrimStart('/');
        }

        if (path.Length == 0)
        {
            throw new ArgumentException("The path is empty.");
        }

        string[] segments = path.Split('/');
        // The last segment may be empty: a trailing slash matters for some collections.
        IEnumerable<string> escaped = segments.Select((segment, i) =>
            segment.Length == 0 && i == segments.Length - 1
                ? ""
                : Escape(s_placeholder.Replace(segment, m => Uri.EscapeDataString(Fill(m.Groups[1].Value)))));
        return new ApiPathTemplate(string.Join("/", escaped), Pairs(query));

        string Fill(string name) => valueOf(name) ?? throw new ArgumentException(
            $"The path has the unknown placeholder '{{{name}}}'. Use {{workspace}} or {{repo_slug}}, write "
                + "the value itself, or %7B and %7D for literal braces.");
    }

    private static string Escape(string segment)
    {
        string plain = Uri.UnescapeDataString(segment);
        return plain switch
        {
            "" => throw new ArgumentException("The path has an empty part."),
            "." or ".." => throw new ArgumentException($"'{plain}' cannot be part of the path."),
            _ => Uri.EscapeDataString(plain),
        };
    }

    /// <summary>
    /// The part of an absolute address below the root. The address is not repeated in errors, because it can contain a secret.
    /// </summary>
    private static string BelowRoot(string address, Uri root)
    {
        int hash = address.IndexOf('#');
        string text = hash < 0 ? address : address.Substring(0, hash);
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.UserInfo.Length > 0 || !HttpTransport.SameOrigin(uri, root))
        {
            throw new ArgumentException(
                $"The URL does not belong to the API of the session ({root}). Credentials are sent only there.");
        }

        // Taken from the original text, because Uri resolves '..' and unescapes.
        string below = text.Substring(text.IndexOf("://", StringComparison.Ordinal) + 3);
        int slash = below.IndexOf('/');
        below = slash < 0 ? "" : below.Substring(slash);
        return below.StartsWith(root.AbsolutePath, StringComparison.OrdinalIgnoreCase)
            ? below.Substring(root.AbsolutePath.Length)
            : throw new ArgumentException($"The URL does not belong to the API of the session ({root}).");
    }

    private static KeyValuePair<string, string>[] Pairs(string query) =>
    [
        .. query.Split(['&'], StringSplitOptions.RemoveEmptyEntries).Select(pair =>
        {
            int equals = pair.IndexOf('=');
            return new KeyValuePair<string, string>(
                Decode(equals < 0 ? pair : pair.Substring(0, equals)), equals < 0 ? "" : Decode(pair.Substring(equals + 1)));
        }),
    ];

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    public override string ToString() => Path;
}
