using System.Text;

namespace BitbucketPipelines.Help;

/// <summary>Makes the Markdown pages: one for each cmdlet, and their index.</summary>
internal static class CmdletPages
{
    /// <summary>The folder of the pages in the repository.</summary>
    public const string Folder = "docs/cmdlets";

    private const string IndexName = "README.md";

    /// <summary>The address of a page, which Get-Help -Online opens.</summary>
    /// <param name="project">The address of the repository.</param>
    /// <param name="cmdlet">The name of the cmdlet.</param>
    public static string AddressOf(string project, string cmdlet) => $"{project.TrimEnd('/')}/blob/HEAD/{Folder}/{cmdlet}.md";

    /// <summary>The text of each file, by its name.</summary>
    public static IReadOnlyDictionary<string, string> Make(IReadOnlyList<CmdletHelp> cmdlets, string project)
    {
        var links = cmdlets.SelectMany(c => c.Aliases.Prepend(c.Name).Select(n => (Text: n, c.Name)))
            .ToDictionary(n => n.Text, n => n.Name, StringComparer.OrdinalIgnoreCase);
        var pages = cmdlets.ToDictionary(
            c => c.Name + ".md", c => new CmdletPage(c, links).Write(RelatedLinks.Of(c, cmdlets, project)), StringComparer.Ordinal);
        pages[IndexName] = Index(cmdlets);
        return pages;
    }

    private static string Index(IReadOnlyList<CmdletHelp> cmdlets)
    {
        var text = new StringBuilder();
        text.Append(
            "<!-- Made by the build from the doc comments of the cmdlets: change those. -->\n\n# Cmdlets\n\n"
                + "The same text as `Get-Help NAME -Full`. `Get-Help NAME -Online` opens the page of a cmdlet.\n\n"
                + "| Cmdlet | Does |\n|---|---|\n");
        foreach (CmdletHelp cmdlet in cmdlets.OrderBy(c => c.Noun, StringComparer.Ordinal).ThenBy(c => c.Name, StringComparer.Ordinal))
        {
            text.Append($"| [{cmdlet.Name}]({cmdlet.Name}.md) | {CmdletPage.Escape(cmdlet.Synopsis)} |\n");
        }

        return text.ToString();
    }
}
