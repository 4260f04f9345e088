using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace BitbucketPipelines.Help;

/// <summary>Reads the parameters of a cmdlet: its own, those of its bases, and those that PowerShell adds.</summary>
internal sealed class ParameterReader(DocComments docs, DocText text)
{
    public IEnumerable<ParameterHelp> Read(Type type, CustomAttributeData cmdlet)
    {
        // What the initializers say is best seen on an object.
        object instance = Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in type.GetProperties().Where(p => AttributeData.Find<ParameterAttribute>(p).Any(IsShown)))
        {
            yield return Read(property, instance);
        }

        if (AttributeData.Named(cmdlet, nameof(CmdletAttribute.SupportsPaging), false))
        {
            yield return Added<ulong>("First", "Gets this many objects at most.");
            yield return Added<ulong>("Skip", "Leaves out this many objects at the beginning.", defaultValue: "0");
            yield return Added<SwitchParameter>("IncludeTotalCount",
                "Writes the number of all objects first, as far as the server tells it.");
        }

        if (AttributeData.Named(cmdlet, nameof(CmdletAttribute.SupportsShouldProcess), false))
        {
            yield return Added<SwitchParameter>("WhatIf", "Shows what would be done, and does not do it.", "wi");
            yield return Added<SwitchParameter>("Confirm", "Asks before anything is done.", "cf");
        }
    }

    /// <summary>A parameter that is there only to be refused is no part of the help.</summary>
    private static bool IsShown(CustomAttributeData attribute) =>
        !AttributeData.Named(attribute, nameof(ParameterAttribute.DontShow), false);

    private ParameterHelp Read(PropertyInfo property, object instance)
    {
        string[] values = Values(property);
        return new ParameterHelp
        {
            DeclaredIn = property.DeclaringType!,
            Name = property.Name,
            Type = property.PropertyType,
            Description = [
                .. text.Paragraphs(docs.Of(property)?.Element("summary")),
                .. text.Paragraphs(docs.Of(property)?.Element("remarks")),
                .. values.Length > 0 ? [$"Accepted values: {string.Join(", ", values)}."] : Array.Empty<string>()],
            Uses = [.. AttributeData.Find<ParameterAttribute>(property).Where(IsShown).Select(Use)
                .Select(use => use with { Required = use.Required || IsNeeded(property, use.Set) })],
            // Shorter ones only keep abbreviations unambiguous.
            Aliases = [.. AttributeData.Find<AliasAttribute>(property).SelectMany(AttributeData.Listed<string>).Where(a => a.Length > 2)],
            Values = values,
            TakesWildcards = AttributeData.Find<SupportsWildcardsAttribute>(property).Any(),
            DefaultValue = Default(property, instance),
        };
    }

    /// <summary>Whether the cmdlet itself says that the parameter is missing, where PowerShell would prompt for it.</summary>
    private static bool IsNeeded(PropertyInfo property, string set) => property.CustomAttributes.Any(a =>
        a.AttributeType.Name == "MustSpecifyAttribute" && AttributeData.Named<string?>(a, "ExceptIn", null) != set);

    private static ParameterUse Use(CustomAttributeData attribute) => new(
        AttributeData.Named(attribute, nameof(ParameterAttribute.ParameterSetName), ParameterHelp.AllSets),
        AttributeData.Named(attribute, nameof(ParameterAttribute.Mandatory), false),
        AttributeData.Named<int?>(attribute, nameof(ParameterAttribute.Position), null),
        AttributeData.Named(attribute, nameof(ParameterAttribute.ValueFromPipeline), false),
        AttributeData.Named(attribute, nameof(ParameterAttribute.ValueFromPipelineByPropertyName), false));

    private static string[] Values(PropertyInfo property) => TypeNames.Element(property.PropertyType) is { IsEnum: true } words
        ? Enum.GetNames(words)
        : [.. AttributeData.Find<ValidateSetAttribute>(property).SelectMany(AttributeData.Listed<string>)];

    private static string Default(PropertyInfo property, object instance)
    {
        object? value = property.GetValue(instance);
        return value switch
        {
            _ when TypeNames.IsSwitch(property.PropertyType) => "False",
            null => "None",
            string word => word.Length > 0 ? word : "None",
            IEnumerable list => string.Join(", ", list.Cast<object>()) is { Length: > 0 } words ? words : "None",
            // A value that may not be given stands for none.
            IComparable when IsOutOfRange(property, value) => "None",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "None",
        };
    }

    private static bool IsOutOfRange(PropertyInfo property, object value) => AttributeData.Find<ValidateRangeAttribute>(property)
        .Select(a => a.ConstructorArguments)
        .Any(range => range.Count == 2
            && (Comparer.Default.Compare(value, Convert.ChangeType(range[0].Value, value.GetType(), CultureInfo.InvariantCulture)) < 0
                || Comparer.Default.Compare(value, Convert.ChangeType(range[1].Value, value.GetType(), CultureInfo.InvariantCulture)) > 0));

    private static ParameterHelp Added<T>(string name, string description, string? alias = null, string? defaultValue = null) => new()
    {
        DeclaredIn = typeof(PSCmdlet),
        Name = name,
        Type = typeof(T),
        Description = [description],
        Uses = [new ParameterUse(ParameterHelp.AllSets, false, null, false, false)],
        Aliases = alias is null ? [] : [alias],
        DefaultValue = defaultValue ?? (typeof(T) == typeof(SwitchParameter) ? "False" : "None"),
    };
}
