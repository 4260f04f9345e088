using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace BitbucketPipelines.Help;

/// <summary>
/// Makes plain text of doc comments: paragraphs, with references in the words of a PowerShell user. Lists and code are paragraphs of
/// several lines.
/// </summary>
internal sealed partial class DocText(IReadOnlyDictionary<string, string> cmdletNames)
{
    /// <summary>The paragraphs of an element; none when it is not there or empty.</summary>
    public IReadOnlyList<string> Paragraphs(XElement? element)
    {
        var paragraphs = new List<string>();
        var current = new StringBuilder();
        if (element is not null)
        {
            Read(element);
            End();
        }

        return paragraphs;

        void Read(XElement parent)
        {
            foreach (XNode node in parent.Nodes())
            {
                switch (node)
                {
                    case XText words:
                        current.Append(words.Value);
                        break;
                    case XElement { Name.LocalName: "para" } para:
                        End();
                        Read(para);
                        End();
                        break;
                    case XElement { Name.LocalName: "code" } code:
                        End();
                        paragraphs.Add(Code(code));
                        break;
                    case XElement { Name.LocalName: "list" } list:
                        End();
                        paragraphs.Add(string.Join("\n", Items(list)));
                        break;
                    case XElement inline:
                        current.Append(Inline(inline));
                        break;
                }
            }
        }

        void End()
        {
            if (Spaces().Replace(current.ToString(), " ").Trim() is { Length: > 0 } text)
            {
                paragraphs.Add(text);
            }

            current.Clear();
        }
    }

    /// <summary>All of an element as one line.</summary>
    public string Line(XElement? element) => string.Join(" ", Paragraphs(element));

    /// <summary>The lines of a code element, without the indentation that they share.</summary>
    public static string Code(XElement element)
    {
        string[] lines = [.. element.Value.Replace("\r\n", "\n").Trim('\n').Split('\n').Select(l => l.TrimEnd())];
        int shared = lines.Skip(1).Where(l => l.Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join("\n", lines.Select((l, i) => i == 0 ? l.TrimStart() : l.Length == 0 ? l : l[shared..])).TrimEnd();
    }

    private IEnumerable<string> Items(XElement list)
    {
        bool numbered = (string?)list.Attribute("type") == "number";
        int number = 0;
        foreach (XElement item in list.Elements("item"))
        {
            string term = Line(item.Element("term"));
            string words = item.Element("description") is { } description ? Line(description) : term.Length > 0 ? "" : Line(item);
            number++;
            yield return $"{(numbered ? $"{number}." : "-")} {term}{(term.Length > 0 && words.Length > 0 ? ": " : "")}{words}";
        }
    }

    private string Inline(XElement element) => element.Name.LocalName switch
    {
        "paramref" or "typeparamref" => (string?)element.Attribute("name") ?? "",
        "see" or "seealso" when element.Value.Trim().Length > 0 => element.Value,
        "see" or "seealso" => element.Attribute("cref") is { } reference ? Name(reference.Value)
            : (string?)element.Attribute("langword") ?? (string?)element.Attribute("href") ?? "",
        _ => Line(element),
    };

    /// <summary>A member as a user knows it: the cmdlet of a class, the parameter of a cmdlet's property, else its own name.</summary>
    private string Name(string reference)
    {
        string member = reference[(reference.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('(', '`')[0];
        string[] parts = member.Split('.');
        bool isParameter = reference.StartsWith("P:", StringComparison.Ordinal) && parts.Length > 1
            && (parts[^2].EndsWith("Command", StringComparison.Ordinal) || parts[^2].EndsWith("Cmdlet", StringComparison.Ordinal));
        return cmdletNames.TryGetValue(member, out string? cmdlet) ? cmdlet : isParameter ? "-" + parts[^1] : parts[^1];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
