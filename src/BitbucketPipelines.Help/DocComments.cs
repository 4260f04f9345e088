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

    /// <summary>
    /// The comment of a property; null when there is none. With inheritdoc it is the comment of the property in cref, or of the overridden
    /// property.
    /// </summary>
    public XElement? Of(PropertyInfo property)
    {
        for (Type? type = property.DeclaringType; type is not null; type = type.BaseType)
        {
            if (_members.GetValueOrDefault($"P:{Id(type)}.{property.Name}") is { } found)
            {
                XElement? inherited = found.Element("inheritdoc");
                if (inherited is null || inherited.Attribute("cref") is { } cref && _members.TryGetValue(cref.Value, out found))
                {
                    return found;
                }
            }
        }

        return null;
    }

    private static string Id(Type type) => (type.FullName ?? type.Name).Replace('+', '.');
}
