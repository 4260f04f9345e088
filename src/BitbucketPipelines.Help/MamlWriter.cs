using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace BitbucketPipelines.Help;

/// <summary>Writes the help in MAML, the XML that Get-Help reads.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace s_msh = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <param name="cmdlets">All cmdlets.</param>
    /// <param name="project">The address of the repository, which has a page for each cmdlet.</param>
    /// <param name="file">The file to write.</param>
    public static void Write(IReadOnlyList<CmdletHelp> cmdlets, string project, string file)
    {
        var document = new XDocument(new XElement(
            s_msh + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", s_maml),
            new XAttribute(XNamespace.Xmlns + "command", s_command),
            new XAttribute(XNamespace.Xmlns + "dev", s_dev),
            cmdlets.Select(c => Command(c, RelatedLinks.Of(c, cmdlets, project)))));
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };
        using var writer = XmlWriter.Create(file, settings);
        document.Save(writer);
    }

    private static XElement Command(CmdletHelp cmdlet, IEnumerable<(string Text, string Uri)> links) => new(
        s_command + "command",
        new XElement(
            s_command + "details",
            new XElement(s_command + "name", cmdlet.Name),
            Description([cmdlet.Synopsis]),
            new XElement(s_command + "verb", cmdlet.Verb),
            new XElement(s_command + "noun", cmdlet.Noun)),
        Description(cmdlet.Description),
        new XElement(s_command + "syntax", cmdlet.ParameterSets.Select(set => Syntax(cmdlet, set))),
        new XElement(s_command + "parameters", cmdlet.Parameters.Select(p => Parameter(p, p.Overall, isSyntax: false))),
        new XElement(s_command + "inputTypes", cmdlet.Inputs.Select(t => TypeOf(s_command + "inputType", t))),
        new XElement(s_command + "returnValues", cmdlet.Outputs.Select(t => TypeOf(s_command + "returnValue", t))),
        cmdlet.Notes.Count == 0 ? null : new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", Paragraphs(cmdlet.Notes))),
        new XElement(s_command + "examples", cmdlet.Examples.Select(Example)),
        new XElement(s_command + "relatedLinks", links.Select(link => new XElement(
            s_maml + "navigationLink", new XElement(s_maml + "linkText", link.Text), new XElement(s_maml + "uri", link.Uri)))));

    private static XElement Syntax(CmdletHelp cmdlet, string set)
    {
        // As Get-Command -Syntax orders them: by position, then those that must be given.
        IEnumerable<XElement> parameters =
            from parameter in cmdlet.Parameters
            let use = parameter.In(set)
            where use is not null
            orderby use.Position ?? int.MaxValue, use.Required descending
            select Parameter(parameter, use, isSyntax: true);
        return new XElement(s_command + "syntaxItem", new XElement(s_maml + "name", cmdlet.Name), parameters);
    }

    private static XElement Parameter(ParameterHelp parameter, ParameterUse use, bool isSyntax) => new(
        s_command + "parameter",
        new XAttribute("required", use.Required ? "true" : "false"),
        new XAttribute("variableLength", parameter.Type.IsArray ? "true" : "false"),
        new XAttribute("globbing", parameter.TakesWildcards ? "true" : "false"),
        new XAttribute("pipelineInput", use.PipelineInput),
        new XAttribute("position", use.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(s_maml + "name", parameter.Name),
        Description(parameter.Description),
        isSyntax && parameter.Values.Count > 0
            ? new XElement(s_command + "parameterValueGroup", parameter.Values.Select(v => Value(v, required: false)))
            : null,
        isSyntax && parameter.IsSwitch ? null : Value(TypeNames.Of(parameter.Type), required: !parameter.IsSwitch),
        new XElement(
            s_dev + "type",
            new XElement(s_maml + "name", TypeNames.Of(parameter.Type)),
            new XElement(s_maml + "uri")),
        new XElement(s_dev + "defaultValue", parameter.DefaultValue));

    private static XElement Value(string text, bool required) => new(
        s_command + "parameterValue", new XAttribute("required", required ? "true" : "false"), new XAttribute("variableLength", "false"),
        text);

    private static XElement TypeOf(XName name, TypeHelp type) => new(
        name, new XElement(s_dev + "type", new XElement(s_maml + "name", type.Name)), Description(type.Description));

    private static XElement Example(ExampleHelp example, int index) => new(
        s_command + "example",
        new XElement(s_maml + "title", $"-------------------------- Example {index + 1} --------------------------"),
        new XElement(s_dev + "code", example.Code),
        // The empty paragraph keeps the next title apart.
        new XElement(s_dev + "remarks", Paragraphs([.. example.Remarks, ""])));

    private static XElement Description(IReadOnlyList<string> paragraphs) => new(s_maml + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) =>
        paragraphs.Select(p => new XElement(s_maml + "para", p));
}
