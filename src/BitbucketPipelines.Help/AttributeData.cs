using System.Collections.ObjectModel;
using System.Reflection;

namespace BitbucketPipelines.Help;

/// <summary>
/// Reads what attributes say from the metadata. The attributes themselves are of no use here: those of the stubs forget what they are told.
/// </summary>
internal static class AttributeData
{
    public static IEnumerable<CustomAttributeData> Find<T>(MemberInfo member) =>
        member.CustomAttributes.Where(a => a.AttributeType == typeof(T));

    /// <summary>A value that is set by name, or <paramref name="otherwise"/>.</summary>
    public static T Named<T>(CustomAttributeData attribute, string name, T otherwise)
    {
        foreach (CustomAttributeNamedArgument argument in attribute.NamedArguments.Where(a => a.MemberName == name))
        {
            return argument.TypedValue.Value is T value ? value : otherwise;
        }

        return otherwise;
    }

    /// <summary>The values that an attribute is given in a list, as the names of [Alias] or the types of [OutputType].</summary>
    public static IEnumerable<T> Listed<T>(CustomAttributeData attribute) =>
        attribute.ConstructorArguments
            .SelectMany(a => a.Value is ReadOnlyCollection<CustomAttributeTypedArgument> list ? list.AsEnumerable() : [a])
            .Select(a => a.Value).OfType<T>();
}
