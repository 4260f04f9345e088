using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace BitbucketPipelines.HostTests;

/// <summary>All code that a reader may copy: the examples of the help, the about topics, README and docs.</summary>
internal static partial class Examples
{
    private static readonly string s_root = Path.Combine(Shell.Module, "..", "..");

    /// <summary>The sources of examples: a cmdlet, a topic or a page.</summary>
    public static IReadOnlyDictionary<string, string[]> All { get; } = Read();

    private static Dictionary<string, string[]> Read()
    {
        var all = new Dictionary<string, string[]>(StringComparer.Ordinal);
        XNamespace command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
        XNamespace dev = "http://schemas.microsoft.com/maml/dev/2004/10";
        XNamespace maml = "http://schemas.microsoft.com/maml/2004/10";
        foreach (XElement help in XDocument.Load(Path.Combine(Shell.Module, "en-US", "BitbucketPipelines.dll-Help.xml"))
            .Descendants(command + "command").Where(c => c.Element(command + "details") is not null))
        {
            all[help.Element(command + "details")!.Element(command + "name")!.Value] =
                [.. help.Descendants(command + "example").Select(e => e.Element(dev + "code")!.Value)];
        }

        foreach (string topic in Directory.GetFiles(Path.Combine(Shell.Module, "en-US"), "about_*.help.txt"))
        {
            string[] blocks = [.. IndentedCode().Matches(Text(topic)).Select(m => m.Value).Where(IsCode), .. Lines(BuildFile(), topic)];
            all[Path.GetFileName(topic).Replace(".help.txt", "", StringComparison.Ordinal)] = blocks;
        }

        // The pages of the cmdlets have the same examples as the help.
        foreach (string page in Directory.GetFiles(s_root, "*.md").Concat(Directory.GetFiles(Path.Combine(s_root, "docs"), "*.md"))
            .Where(p => Path.GetFileName(p) != "errors.md"))
        {
            string[] blocks = [.. FencedCode().Matches(Text(page)).Select(m => m.Groups[1].Value), .. Lines(OtherCode(), page)];
            if (blocks.Length > 0)
            {
                all[Path.GetFileName(page)] = blocks;
            }
        }

        return all;
    }

    /// <summary>The lines with our cmdlets in code of other languages, such as the steps of a build.</summary>
    private static IEnumerable<string> Lines(Regex blocks, string file) => blocks.Matches(Text(file))
        .SelectMany(m => m.Value.Split('\n')).Select(l => l.Trim())
        .Where(l => CmdletName().IsMatch(l));

    private static bool IsCode(string block) => block.Contains("-Bb", StringComparison.Ordinal)
        && !block.Contains("Do: ", StringComparison.Ordinal) && !block.Contains("- pwsh:", StringComparison.Ordinal);

    private static string Text(string file) => File.ReadAllText(file).Replace("\r\n", "\n");

    [GeneratedRegex(@"^ {8}\S.*(?:\n {8}.*)*", RegexOptions.Multiline)]
    private static partial Regex IndentedCode();

    [GeneratedRegex(@"^[A-Z][a-z]+-Bb[A-Za-z]+( |$)")]
    private static partial Regex CmdletName();

    [GeneratedRegex(@"^ {8}- pwsh:.*(?:\n {8}.*)*", RegexOptions.Multiline)]
    private static partial Regex BuildFile();

    [GeneratedRegex(@"^```(?!powershell)\w+\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex OtherCode();

    [GeneratedRegex(@"^```powershell\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FencedCode();
}
