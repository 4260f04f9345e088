using System.Management.Automation;
using System.Security;

namespace BitbucketPipelines.Help;

/// <summary>Types in the words of Get-Command -Syntax.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> s_words = new()
    {
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "Object",
        [typeof(Uri)] = "uri",
        [typeof(SecureString)] = "securestring",
        [typeof(PSCredential)] = "pscredential",
        [typeof(SwitchParameter)] = "SwitchParameter",
    };

    public static bool IsSwitch(Type type) => type == typeof(SwitchParameter);

    /// <summary>What one value is, without the array and the nullable around it.</summary>
    public static Type Element(Type type) => type.IsArray ? Element(type.GetElementType()!) : Nullable.GetUnderlyingType(type) ?? type;

    public static string Of(Type type) => type.IsArray
        ? Of(type.GetElementType()!) + "[]"
        : s_words.GetValueOrDefault(Element(type), Element(type).Name);
}
