using System.Text;

namespace BitbucketPipelines.Help;

/// <summary>Writes the error topic for the web.</summary>
internal static class ErrorMarkdown
{
    public static string Write(IEnumerable<ErrorTopicBlock> blocks)
    {
        var text = new StringBuilder();
        bool inTable = false;
        string heading = "";
        text.Append("<!-- Made by the build from src/BitbucketPipelines/en-US/").Append(ErrorTopic.TopicName)
            .Append(".help.txt: change that. -->\n\n# Errors\n");
        foreach (ErrorTopicBlock block in blocks)
        {
            heading = block.Heading ?? heading;
            if (heading is "TOPIC" or "SEE ALSO")
            {
                continue;
            }

            inTable = Write(block, text, inTable);
        }

        return text.ToString();
    }

    private static bool Write(ErrorTopicBlock block, StringBuilder text, bool inTable)
    {
        switch (block)
        {
            case { Heading: "SHORT DESCRIPTION" or "LONG DESCRIPTION" }:
                break;
            case { Heading: { } heading }:
                text.Append($"\n## {heading[0]}{heading[1..].ToLowerInvariant()}\n");
                break;
            case { Paragraph: { } paragraph }:
                text.Append($"\n{Escape(paragraph)}\n");
                break;
            case { Code: { } code }:
                text.Append($"\n```powershell\n{string.Join("\n", code)}\n```\n");
                break;
            case { Table: { } lines }:
                text.Append($"\n```text\n{string.Join("\n", lines)}\n```\n");
                break;
            case { Entry: { } entry }:
                text.Append(inTable ? "" : "\n| Id | Category | Meaning | What to do |\n|---|---|---|---|\n");
                text.Append($"| `{entry.Id}` | {entry.Category} | {Escape(entry.Meaning)} | {Escape(entry.Action)} |\n");
                return true;
        }

        return false;
    }

    private static string Escape(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal);
}
