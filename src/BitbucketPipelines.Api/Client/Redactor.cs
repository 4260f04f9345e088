using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace BitbucketPipelines.Api;

/// <summary>
/// Removes the secrets of a request (<see cref="RequestSecrets"/>) from texts of the server, which may repeat what it rejects. They are
/// found as plain text and in every encoding in which they are sent or may be quoted (<see cref="EncodedText"/>).
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

    private readonly int[][] _secrets;

    private Redactor(IEnumerable<string> secrets)
    {
        string[] parts = [.. secrets.SelectMany(Parts).Where(p => p.Length > 0).Distinct(StringComparer.Ordinal)];
        IEnumerable<string> encoded = parts.Where(p => p.Length >= ShortestToCutOut).SelectMany(EncodedText.ByteCodes);
        _secrets = [.. parts.Concat(encoded).Distinct(StringComparer.Ordinal).OrderByDescending(p => p.Length).Select(EncodedText.Runes)];
    }

    /// <summary>A redactor for the response to one request, which may also have come from a proxy.</summary>
    public static Redactor For(
        ApiRequest request, IEnumerable<AuthenticationHeaderValue?> authorizations, NetworkCredential? proxy = null) =>
        new(
        [
            .. RequestSecrets.OfBody(request.Body, request.ContentType), .. authorizations.SelectMany(RequestSecrets.OfHeader),
            .. RequestSecrets.OfProxy(proxy),
        ]);

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
            if (EncodedText.Match(text, at, secret) is int end and >= 0 && IsEdge(text, at - 1, at) && IsEdge(text, end, end - 1))
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
            if (EncodedText.Match(text, at, secret) is int end and >= 0)
            {
                (cut ??= new StringBuilder()).Append(text, from, at - from).Append(Mark);
                from = end;
                at = end - 1;
            }
        }

        return cut is null ? text : cut.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>The secret, also without surrounding whitespace, and its lines.</summary>
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
}
