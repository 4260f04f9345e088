using System.Text;

namespace BitbucketPipelines.Output;

/// <summary>Text and addresses from outside in XML and HTML, where they must be nothing but text and addresses.</summary>
internal static class Markup
{
    /// <summary>Text as content or as the value of an attribute in quotes. What XML cannot hold becomes a replacement character.</summary>
    public static string Text(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                escaped.Append(c).Append(text[++i]);
                continue;
            }

            escaped.Append(c switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\t' or '\n' or '\r' => c.ToString(),
                < ' ' or (>= '\ud800' and <= '\udfff') or '\ufffe' or '\uffff' => "\ufffd",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }

    /// <summary>The address of a web page as the value of an attribute; null if it is none. Nothing else is ever a link.</summary>
    public static string? Address(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "http" ? Text(uri.AbsoluteUri) : null;
}
