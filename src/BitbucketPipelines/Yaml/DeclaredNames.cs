using System.Collections;
using System.Management.Automation;
using BitbucketPipelines.Api;

namespace BitbucketPipelines;

/// <summary>
/// What is left of the property Variables of a custom pipeline that comes from a file or a job: declarations, in the place of values. It is
/// empty, and to be refused unless it comes from such an object.
/// </summary>
internal sealed class DeclaredNames : Hashtable
{
    /// <summary>
    /// Whether a value consists of declarations alone: a text of names, as CSV has it, or a list of names or of objects with a name, as
    /// JSON and CliXml have it.
    /// </summary>
    public static bool Are(object? data) => data switch
    {
        string text => text.Length == 0 || text.Split([", "], StringSplitOptions.None).All(VariableName.IsValid),
        IDictionary => false,
        IEnumerable list => list.Cast<object?>().All(IsDeclaration),
        _ => IsDeclaration(data),
    };

    private static bool IsDeclaration(object? item) => ValueText.Unwrap(item) is string name ? VariableName.IsValid(name)
        : item is CustomPipelineVariable
        || (item is not null && PSObject.AsPSObject(item).Properties is { } properties
            && properties[nameof(CustomPipelineVariable.AllowedValues)] is not null
            && properties[nameof(CustomPipelineVariable.Name)]?.Value?.ToString() is { } own && VariableName.IsValid(own));
}
