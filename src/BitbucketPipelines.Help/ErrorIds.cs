using System.Reflection;

namespace BitbucketPipelines.Help;

/// <summary>The ids of errors, out of the one class that has them.</summary>
internal static class ErrorIds
{
    /// <summary>Each id with its category.</summary>
    public static IReadOnlyDictionary<string, string> Read(Assembly cmdlets)
    {
        FieldInfo[] fields = cmdlets.GetType("BitbucketPipelines.ErrorId")?.GetFields(BindingFlags.Public | BindingFlags.Static) ?? [];
        return fields.Length == 0
            ? throw new InvalidOperationException("ErrorId is not what the help expects: a static field for each error.")
            : fields.Select(f => f.GetValue(null)!).ToDictionary(
                id => id.ToString()!, id => id.GetType().GetProperty("Category")!.GetValue(id)!.ToString()!, StringComparer.Ordinal);
    }
}
