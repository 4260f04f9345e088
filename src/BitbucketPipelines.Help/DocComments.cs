using System.Reflection;
using System.Xml.Linq;

namespace BitbucketPipelines.Help;

/// <summary>The doc comments that the compiler wrote to XML files, found by the member they belong to.</summary>
internal sealed class DocComments
{
    private readonly Dictionary<string, XElement> _members = new(StringComparer.Ordinal);

    private DocComments()
    {
    }

    public static DocComments Load(IEnumerable<string> files)
    {
        var docs = new DocComments();
        foreach (XElement member in files.SelectMany(f => XDocument.Load(f, LoadOptions.PreserveWhitespace).Descendants("member")))
        {
            docs._members[member.Attribute("name")!.Value] = member;
        }

        return docs;
    }

    /// <summary>The comment of a type, or null.</summary>
    public XElement? Of(Type type) => _members.GetValueOrDefault("T:" + Id(type));

    /// <summary>The comment of a property, or of the one it overrides where it inherits that, or null.</summary>
    public XElement? Of(PropertyInfo property)
    {
        for (Type? type = property.DeclaringType; type is not null; type = type.BaseType)
        {
            if (_members.TryGetValue($"P:{Id(type)}.{property.Name}", out XElement? found) && found.Element("inheritdoc") is null)
            {
                return found;
            }
        }

        return null;
    }

    private static string Id(Type type) => (type.FullName ?? type.Name).Replace('+', '.');
}
