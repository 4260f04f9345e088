using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;

namespace BitbucketPipelines.Help;

/// <summary>Puts together what the metadata and the doc comments say of a cmdlet.</summary>
internal sealed class CmdletReader(DocComments docs, DocText text, ScopeNotes scopes)
{
    private readonly ParameterReader _parameters = new(docs, text);

    public static bool IsCmdlet(Type type) => !type.IsAbstract && AttributeData.Find<CmdletAttribute>(type).Any();

    public static string NameOf(Type type)
    {
        IList<CustomAttributeTypedArgument> words = AttributeData.Find<CmdletAttribute>(type).First().ConstructorArguments;
        return $"{words[0].Value}-{words[1].Value}";
    }

    public CmdletHelp Read(Type type)
    {
        CustomAttributeData attribute = AttributeData.Find<CmdletAttribute>(type).First();
        XElement? comment = docs.Of(type);
        ParameterHelp[] parameters = [.. _parameters.Read(type, attribute)];
        return new CmdletHelp
        {
            Type = type,
            Name = NameOf(type),
            Aliases = [.. AttributeData.Find<AliasAttribute>(type).SelectMany(AttributeData.Listed<string>)],
            Synopsis = text.Line(comment?.Element("summary")),
            // Get-Help shows the synopsis right above.
            Description = text.Paragraphs(comment?.Element("remarks")) is { Count: > 0 } remarks
                ? remarks : text.Paragraphs(comment?.Element("summary")),
            ParameterSets = Sets(attribute, parameters),
            Parameters = parameters,
            Inputs = [.. Inputs(parameters)],
            Outputs = [.. Outputs(type, parameters.Any(p => p.Name == "PassThru"))],
            Notes = scopes.For(NameOf(type)),
            Examples = [.. (comment?.Elements("example") ?? []).Select(Example)],
        };
    }

    private ExampleHelp Example(XElement example) => new(
        string.Join("\n", example.Elements("code").Select(DocText.Code)),
        text.Paragraphs(new XElement("example", example.Nodes().Where(n => n is not XElement { Name.LocalName: "code" }))));

    private static string[] Sets(CustomAttributeData cmdlet, IReadOnlyList<ParameterHelp> parameters)
    {
        // The default set comes first, and exists even when no parameter belongs to it alone.
        IEnumerable<string> named = parameters.SelectMany(p => p.Uses).Select(u => u.Set).Where(s => s != ParameterHelp.AllSets);
        string? first = AttributeData.Named<string?>(cmdlet, nameof(CmdletAttribute.DefaultParameterSetName), null);
        string[] sets = [.. (first is null ? named : named.Prepend(first)).Distinct()];
        return sets.Length > 0 ? sets : [ParameterHelp.AllSets];
    }

    private IEnumerable<TypeHelp> Inputs(IReadOnlyList<ParameterHelp> parameters)
    {
        ParameterHelp[] byValue = [.. parameters.Where(p => p.Overall.FromPipeline)];
        ParameterHelp[] byName = [.. parameters.Where(p => p.Overall.FromPipelineByName)];
        foreach (ParameterHelp parameter in byValue)
        {
            Type type = TypeNames.Element(parameter.Type);
            yield return new TypeHelp(
                type.FullName!, [.. text.Paragraphs(docs.Of(type)?.Element("summary")), $"Goes to -{parameter.Name}."]);
        }

        if (byValue.Length == 0)
        {
            yield return new TypeHelp("None", byName.Length == 0 ? [] : [
                $"Objects can be piped for their properties: {string.Join(", ", byName.Select(p => p.Name))}."]);
        }
    }

    private IEnumerable<TypeHelp> Outputs(Type type, bool isSilent)
    {
        Type[] types = [.. AttributeData.Find<OutputTypeAttribute>(type).SelectMany(AttributeData.Listed<Type>)];
        string[] condition = isSilent ? ["Only with -PassThru."] : [];
        return types.Length == 0
            ? [new TypeHelp("None", [])]
            : types.Select(t => new TypeHelp(t.FullName!, [.. text.Paragraphs(docs.Of(t)?.Element("summary")), .. condition]));
    }
}
