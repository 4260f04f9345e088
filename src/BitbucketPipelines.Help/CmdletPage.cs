using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BitbucketPipelines.Help;

/// <summary>Writes the help of a cmdlet as Markdown.</summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="links">The cmdlets that have a page, by their names and aliases.</param>
internal sealed partial class CmdletPage(CmdletHelp cmdlet, IReadOnlyDictionary<string, string> links)
{
    private const int Columns = 100;

    private readonly StringBuilder _text = new();

    /// <summary>Makes words Markdown that shows them as they are.</summary>
    public static string Escape(string words) =>
        words.Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);

    public string Write(IEnumerable<(string Text, string Uri)> related)
    {
        _text.Append("<!-- Made by the build from the doc comments of ").Append(cmdlet.Type.Name).Append(".cs: change those. -->\n");
        Heading(1, cmdlet.Name);
        Paragraphs([cmdlet.Synopsis]);
        if (cmdlet.Aliases.Count > 0)
        {
            Paragraphs([$"Alias: {string.Join(", ", cmdlet.Aliases)}"]);
        }

        Heading(2, "Syntax");
        foreach ((int index, string set) in cmdlet.ParameterSets.Index())
        {
            // The parameters say by these names where they can be used.
            if (cmdlet.ParameterSets.Count > 1)
            {
                Heading(3, index == 0 ? $"{set} (default)" : set);
            }

            Code("text", Syntax(set));
        }

        if (cmdlet.Description.Count > 1 || cmdlet.Description[0] != cmdlet.Synopsis)
        {
            Heading(2, "Description");
            Paragraphs(cmdlet.Description);
        }

        Heading(2, "Examples");
        foreach ((int index, ExampleHelp example) in cmdlet.Examples.Index())
        {
            Heading(3, $"Example {index + 1}");
            Code("powershell", example.Code);
            Paragraphs(example.Remarks);
        }

        Heading(2, "Parameters");
        foreach (ParameterHelp parameter in cmdlet.Parameters.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            Parameter(parameter);
        }

        Types("Inputs", cmdlet.Inputs);
        Types("Outputs", cmdlet.Outputs);
        if (cmdlet.Notes.Count > 0)
        {
            Heading(2, "Notes");
            Paragraphs(cmdlet.Notes);
        }

        Heading(2, "Related links");
        _text.Append('\n');
        foreach ((string name, string uri) in related)
        {
            Link(name, uri);
        }

        return _text.ToString();
    }

    private void Link(string name, string uri)
    {
        if (links.TryGetValue(name, out string? page))
        {
            _text.Append($"- [{name}]({page}.md)\n");
        }
        else if (name == ErrorTopic.TopicName)
        {
            _text.Append($"- [{name}](../errors.md)\n");
        }
        else if (uri.Length == 0)
        {
            _text.Append($"- `Get-Help {name}`\n");
        }
        else if (!uri.EndsWith($"/{cmdlet.Name}.md", StringComparison.Ordinal))
        {
            _text.Append($"- [{name.TrimEnd(':')}]({uri})\n");
        }
    }

    private void Parameter(ParameterHelp parameter)
    {
        ParameterUse use = parameter.Overall;
        bool isEverywhere = parameter.Uses.Any(u => u.Set == ParameterHelp.AllSets);
        Heading(3, "-" + parameter.Name);
        Paragraphs(parameter.Description);
        string[] facts = [
            $"Type: `{TypeNames.Of(parameter.Type)}`",
            .. isEverywhere && use.Required ? ["required"] : Array.Empty<string>(),
            .. use.Position is { } position ? [$"position {position.ToString(CultureInfo.InvariantCulture)}"] : Array.Empty<string>(),
            .. parameter.DefaultValue is "None" or "False" ? Array.Empty<string>() : [$"default: `{parameter.DefaultValue}`"],
            .. use.FromPipeline ? ["from the pipeline"] : Array.Empty<string>(),
            .. use.FromPipelineByName ? ["from the pipeline by property name"] : Array.Empty<string>(),
            .. parameter.TakesWildcards ? ["takes wildcards"] : Array.Empty<string>(),
            .. parameter.Aliases.Count > 0 ? [$"aliases: {string.Join(", ", parameter.Aliases)}"] : Array.Empty<string>(),
            .. isEverywhere ? Array.Empty<string>()
                : [$"only in: {string.Join(", ", parameter.Uses.Select(u => u.Required ? $"{u.Set} (required)" : u.Set))}"]];
        _text.Append($"\n{string.Join("; ", facts)}.\n");
    }

    private string Syntax(string set)
    {
        IEnumerable<string> parameters =
            from parameter in cmdlet.Parameters
            let use = parameter.In(set)
            where use is not null
            orderby use.Position ?? int.MaxValue, use.Required descending
            select Syntax(parameter, use);
        var text = new StringBuilder(cmdlet.Name);
        int column = text.Length;
        foreach (string word in parameters.Append("[<CommonParameters>]"))
        {
            bool fits = column + 1 + word.Length <= Columns;
            text.Append(fits ? " " : "\n    ").Append(word);
            column = fits ? column + 1 + word.Length : 4 + word.Length;
        }

        return text.ToString();
    }

    private static string Syntax(ParameterHelp parameter, ParameterUse use)
    {
        string name = use.Position is null ? "-" + parameter.Name : $"[-{parameter.Name}]";
        string type = parameter.Values.Count > 0 ? string.Join(" | ", parameter.Values) : TypeNames.Of(parameter.Type);
        string words = parameter.IsSwitch ? name : $"{name} <{type}>";
        return use.Required ? words : $"[{words}]";
    }

    private void Types(string heading, IReadOnlyList<TypeHelp> types)
    {
        Heading(2, heading);
        foreach (TypeHelp type in types)
        {
            _text.Append($"\n`{type.Name}`\n");
            Paragraphs(type.Description);
        }
    }

    private void Heading(int level, string words) => _text.Append(_text.Length > 0 ? "\n" : "").Append('#', level).Append($" {words}\n");

    private void Code(string language, string code) => _text.Append($"\n```{language}\n{code}\n```\n");

    private void Paragraphs(IEnumerable<string> paragraphs)
    {
        foreach (string paragraph in paragraphs)
        {
            if (paragraph.Contains('\n', StringComparison.Ordinal) && !ListItem().IsMatch(paragraph))
            {
                Code("text", paragraph);
            }
            else
            {
                _text.Append($"\n{Linked(paragraph)}\n");
            }
        }
    }

    /// <summary>Cmdlets that are mentioned become links to their pages, parameters code.</summary>
    private string Linked(string paragraph) => Word().Replace(Escape(paragraph), match =>
        match.Value.StartsWith('-') ? $"`{match.Value}`"
        : links.TryGetValue(match.Value, out string? page) && page != cmdlet.Name ? $"[{match.Value}]({page}.md)"
        : match.Value);

    [GeneratedRegex(@"^(?:-|\d+\.) ")]
    private static partial Regex ListItem();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+-Bb[A-Za-z]+\b|(?<=^|[\s(])-[A-Z][A-Za-z]+\b")]
    private static partial Regex Word();
}
