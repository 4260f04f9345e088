namespace BitbucketEmulator;

/// <summary>The 404 page: about 25 KB, with the caller's profile and a web token inside.</summary>
internal static class HtmlNotFound
{
    /// <summary>A word that no client may ever print; tests look for it.</summary>
    public const string Token = "leak-canary-html-token";

    public static string Text { get; } = Build();

    private static string Build()
    {
        const string head = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            + "<title>Repository not found &mdash; Bitbucket</title>\n"
            + "<meta id=\"bb-bootstrap\" data-current-user=\"{&quot;displayName&quot;:&quot;Dev Example&quot;,"
            + "&quot;email&quot;:&quot;dev@example.com&quot;}\" data-token=\"" + Token + "\">\n"
            + "</head>\n<body>\n<h1>Repository not found</h1>\n";
        const string filler = "<div class=\"aui-nav-item\"><a href=\"#\">A line of the page that nobody reads</a></div>\n";
        return head + string.Concat(Enumerable.Repeat(filler, (25_000 - head.Length) / filler.Length)) + "</body>\n</html>\n";
    }
}
