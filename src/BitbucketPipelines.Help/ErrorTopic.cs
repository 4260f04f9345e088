using System.Text.RegularExpressions;

namespace BitbucketPipelines.Help;

/// <summary>
/// The about topic of the errors. It is the one list of them: docs/errors.md is made of it, and each id in the sources must stand in it.
/// An entry is <c>Id (Category)</c>, indented by 4, then its meaning and <c>Do: ..</c>, indented by 8.
/// </summary>
internal sealed partial class ErrorTopic
{
    public const string TopicName = AboutTopic.General + "_Errors";

    private ErrorTopic(string file) => File = file;

    public string File { get; }

    /// <summary>Headings, paragraphs, code and entries, as they come.</summary>
    public List<ErrorTopicBlock> Blocks { get; } = [];

    public IEnumerable<ErrorEntry> Entries => Blocks.Select(b => b.Entry).OfType<ErrorEntry>();

    public static ErrorTopic Read(AboutTopic topic)
    {
        var errors = new ErrorTopic(topic.File);
        var block = new List<string>();
        foreach (string line in topic.Lines.Append(""))
        {
            bool isHeading = line.Length > 0 && line[0] != ' ';
            // Within code, a blank line does not end the block.
            bool goesOn = line.Length > 0 || (block.Count > 0 && IsCode(block[0]));
            if (isHeading || !goesOn || (block.Count > 0 && IsCode(block[0]) && line.Length > 0 && !IsCode(line)))
            {
                errors.Add(block);
                block.Clear();
            }

            if (isHeading)
            {
                errors.Blocks.Add(new ErrorTopicBlock(Heading: line));
            }
            else if (line.Length > 0 || block.Count > 0)
            {
                block.Add(line);
            }
        }

        errors.Add(block);
        return errors;
    }

    public string ToMarkdown() => ErrorMarkdown.Write(Blocks);

    private void Add(List<string> block)
    {
        string[] lines = string.Join("\n", block).TrimEnd().Split('\n');
        if (lines[0].Length == 0)
        {
            return;
        }

        if (IsCode(lines[0]))
        {
            Blocks.Add(new ErrorTopicBlock(Code: [.. lines.Select(l => l.Length > 8 ? l[8..] : "")]));
        }
        else if (EntryHead().Match(lines[0]) is { Success: true } head)
        {
            string text = Join(lines.Skip(1));
            int action = text.IndexOf("Do: ", StringComparison.Ordinal);
            Blocks.Add(new ErrorTopicBlock(Entry: new ErrorEntry(
                head.Groups[1].Value, head.Groups[2].Value, (action < 0 ? text : text[..action]).Trim(),
                action < 0 ? "" : text[(action + 4)..])));
        }
        else if (lines.Any(l => l.Trim().Contains("   ", StringComparison.Ordinal)))
        {
            // Columns.
            Blocks.Add(new ErrorTopicBlock(Table: [.. lines.Select(l => l[4..])]));
        }
        else
        {
            Blocks.Add(new ErrorTopicBlock(Paragraph: Join(lines)));
        }
    }

    private static bool IsCode(string line) => line.StartsWith("        ", StringComparison.Ordinal);

    private static string Join(IEnumerable<string> lines) => string.Join(" ", lines.Select(l => l.Trim()));

    [GeneratedRegex(@"^    (\w+) \((\w+)\)$")]
    private static partial Regex EntryHead();
}
